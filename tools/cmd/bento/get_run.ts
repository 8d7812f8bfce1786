import type { ItemKind } from '../../core/bento/item_kind.ts'
import { plainValue } from '../../core/document/node.ts'
import type { Shell } from '../../node/shell.ts'
import { readTag, storeOf } from './request.ts'

/** How an item is shown: its description, or where it is. */
export type GetFormat = 'json' | 'path' | 'yaml'

/** What `rt bento get` is asked to do. */
export interface GetRequest {
  readonly kind: ItemKind
  readonly tag: string
  readonly format: GetFormat
}

/**
 * Prints the description of an item, or its directory.
 *
 * @throws ExpectedFailure when there is none
 */
export async function getItem({ kind, tag, format }: GetRequest, shell: Shell): Promise<void> {
  const { directory, document, text } = await storeOf(shell, kind).get(readTag(tag))
  if (format === 'path') shell.stdout.write(`${directory}\n`)
  else if (format === 'yaml') shell.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
  else shell.stdout.write(`${JSON.stringify(plainValue(document), undefined, 2)}\n`)
}

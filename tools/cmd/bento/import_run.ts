import { resolve } from 'node:path'
import type { ItemKind } from '../../core/bento/item_kind.ts'
import { formatTag } from '../../core/bento/tag.ts'
import type { Shell } from '../../node/shell.ts'
import { storeOf } from './request.ts'

/** What `rt bento import` is asked to do. */
export interface ImportRequest {
  readonly kind: ItemKind
  /** A directory, or a file of any format that is exported. */
  readonly path: string
}

/**
 * Takes an export into the store.
 *
 * @throws ExpectedFailure when it cannot be read, could do harm, or is there already
 */
export async function importItem({ kind, path }: ImportRequest, shell: Shell): Promise<void> {
  const { tag } = await storeOf(shell, kind).import(resolve(shell.workingDirectory, path))
  shell.stdout.write(`${kind.title}(tag="${formatTag(tag)}") imported.\n`)
}

import type { ItemKind } from '../../core/bento/item_kind.ts'
import { formatTag } from '../../core/bento/tag.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { StoredItem } from '../../node/bento/store.ts'
import type { Shell } from '../../node/shell.ts'
import { readTag, storeOf } from './request.ts'

/** What `rt bento delete` is asked to do. */
export interface DeleteRequest {
  readonly kind: ItemKind
  /** Tags and names, with commas or as words of their own. */
  readonly targets: readonly string[]
  /** Whether nobody is asked. */
  readonly yes: boolean
}

/**
 * Deletes items: all of them, or none where one is not there or somebody says no.
 *
 * @throws ExpectedFailure when one is not there, and when nobody has confirmed
 */
export async function deleteItems(
  { kind, targets, yes }: DeleteRequest,
  shell: Shell,
): Promise<void> {
  const store = storeOf(shell, kind)
  const words = targets.flatMap((target) => target.split(',')).filter((word) => word !== '')
  const items = new Map<string, StoredItem>()
  for (const word of words) {
    for (const item of await store.matching(readTag(word))) items.set(formatTag(item.tag), item)
  }
  if (!yes) await confirm(kind, [...items.keys()], shell)
  for (const [tag, item] of items) {
    shell.signal.throwIfAborted()
    await store.delete(item)
    shell.stdout.write(`${kind.title}(tag="${tag}") deleted.\n`)
  }
}

async function confirm(kind: ItemKind, tags: readonly string[], shell: Shell): Promise<void> {
  const question = `delete ${kind.title.toLowerCase()} ${tags.join(', ')}? [y/N]: `
  if ((await shell.confirm?.(question)) === true) return
  throw new ExpectedFailure({ topic: 'bento', reason: 'not-confirmed' })
}

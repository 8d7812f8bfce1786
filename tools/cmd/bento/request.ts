import type { ItemKind } from '../../core/bento/item_kind.ts'
import type { WrittenTag } from '../../core/bento/tag.ts'
import { parseTag } from '../../core/bento/tag.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { bentomlHome, ItemStore } from '../../node/bento/store.ts'
import type { Shell } from '../../node/shell.ts'

/** The store of one kind, where the environment says it is. */
export function storeOf({ env }: Pick<Shell, 'env'>, kind: ItemKind): ItemStore {
  return new ItemStore(bentomlHome(env), kind)
}

/**
 * Reads a tag of a command line.
 *
 * @throws ExpectedFailure when it is not valid
 */
export function readTag(text: string): WrittenTag {
  const tag = parseTag(text)
  if (tag.ok) return tag.value
  const problem = tag.failure
  throw new ExpectedFailure({ topic: 'bento', reason: 'invalid-tag', text, problem })
}

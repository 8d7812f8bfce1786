import type { Mistakes } from '../document/mistakes.ts'
import type { Position } from '../document/node.ts'
import type { Entity } from './entity.ts'

/**
 * The one packaging that is meant: that with the id, or the only one.
 *
 * @param start where the documents begin, for mistakes that concern no single one
 */
export function choosePackaging(
  entities: readonly Entity[],
  id: string | undefined,
  start: Position,
  mistakes: Mistakes,
): Entity | undefined {
  const packagings = entities.filter(({ kind }) => kind === 'ModelPackaging')
  const ids = packagings.map((one) => one.id ?? 'one without id')
  const suitable = id === undefined ? packagings : packagings.filter((one) => one.id === id)
  if (suitable.length === 1) return suitable[0]
  const accepted = ids.length === 0 ? 'a document of kind ModelPackaging' : ids.join(', ')
  if (id === undefined && packagings.length > 1) {
    return mistakes.add(start, `${packagings.length} documents of kind ModelPackaging`, {
      accepted: 'one, or id = "..." of the rule, which picks one',
      fix: `set id to one of ${ids.join(', ')}`,
    })
  }
  const problem =
    id === undefined
      ? 'no document of kind ModelPackaging'
      : suitable.length === 0
        ? `no document of kind ModelPackaging has the id "${id}"`
        : `${suitable.length} documents of kind ModelPackaging have the id "${id}"`
  return mistakes.add(start, problem, { accepted })
}

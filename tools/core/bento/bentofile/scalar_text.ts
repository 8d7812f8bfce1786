import type { Mistakes } from '../../document/mistakes.ts'
import type { DocumentNode, MapNode, Position } from '../../document/node.ts'
import { nameNode } from '../../document/node.ts'
import { present, readList } from '../../document/read.ts'

/** A value, and where it stands. */
export interface Placed<T> {
  readonly value: T
  readonly at: Position
}

/**
 * Reads a value that becomes a text: labels and variables may be written as numbers and truth values. BentoML takes
 * the text that Python gives them, so a number whose text would be another one than what is written is refused.
 */
export function readScalarText(
  node: DocumentNode,
  what: string,
  mistakes: Mistakes,
): string | undefined {
  switch (node.kind) {
    case 'text':
      return node.value
    case 'boolean': {
      const text = node.value ? 'True' : 'False'
      if (node.source !== text)
        mistakes.warn(node.at, `${what} is the text "${text}", which is how Python writes it`, {
          fix: `put what you mean in quotes, such as "${node.source}"`,
        })
      return text
    }
    case 'number':
      if (String(node.value) === node.source) return node.source
      return mistakes.add(node.at, `${what} is the number ${node.value}, not "${node.source}"`, {
        fix: `put it in quotes: "${node.source}"`,
      })
    default:
      return mistakes.add(node.at, `${what} must be a text, not ${nameNode(node)}`)
  }
}

/** A mapping of names to texts, as labels are, with the place of each key. */
export function readTextMap(
  { entries }: MapNode,
  what: (key: string) => string,
  mistakes: Mistakes,
): ReadonlyMap<string, Placed<string>> {
  const found = new Map<string, Placed<string>>()
  for (const { key, keyAt, value } of entries) {
    const text = readScalarText(value, what(key), mistakes)
    if (text !== undefined) found.set(key, { value: text, at: keyAt })
  }
  return found
}

/** A text of a key with its place; undefined where it is absent, and a mistake where it is anything else. */
export function readPlaced(
  map: MapNode,
  key: string,
  mistakes: Mistakes,
): Placed<string> | undefined {
  const node = present(map, key)
  if (node === undefined) return undefined
  if (node.kind === 'text' && node.value.trim() !== '') return { value: node.value, at: node.at }
  const found = node.kind === 'text' ? 'an empty text' : nameNode(node)
  return mistakes.add(node.at, `${key} must be a text, not ${found}`, {
    ...(node.kind === 'number' && { fix: `put it in quotes: "${node.source}"` }),
  })
}

/** A list of texts of a key, each with its place; undefined where it is absent or no list. */
export function readPlacedList(
  map: MapNode,
  key: string,
  mistakes: Mistakes,
): Placed<readonly Placed<string>[]> | undefined {
  const node = present(map, key)
  const list = node && readList(node, key, mistakes)
  if (list === undefined) return undefined
  const items = list.items.flatMap((item) => {
    if (item.kind === 'text') return [{ value: item.value, at: item.at }]
    mistakes.add(item.at, `an item of ${key} must be a text, not ${nameNode(item)}`, {
      ...(item.kind === 'number' && { fix: `put it in quotes: "${item.source}"` }),
    })
    return []
  })
  return { value: items, at: list.at }
}

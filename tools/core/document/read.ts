import type { Mistakes } from './mistakes.ts'
import type { DocumentNode, ListNode, MapNode } from './node.ts'
import { nameNode, valueOf } from './node.ts'

/** Reads a map; undefined, and a mistake, for anything else. */
export function readMap(node: DocumentNode, what: string, mistakes: Mistakes): MapNode | undefined {
  if (node.kind === 'map') return node
  return mistakes.add(node.at, `${what} must be a mapping, not ${nameNode(node)}`)
}

/** Reads a list; undefined, and a mistake, for anything else. */
export function readList(
  node: DocumentNode,
  what: string,
  mistakes: Mistakes,
): ListNode | undefined {
  if (node.kind === 'list') return node
  return mistakes.add(node.at, `${what} must be a list, not ${nameNode(node)}`, {
    ...(node.kind === 'text' && { fix: `put it in brackets: [${JSON.stringify(node.value)}]` }),
  })
}

/** Reads a text; undefined, and a mistake, for anything else. */
export function readText(node: DocumentNode, what: string, mistakes: Mistakes): string | undefined {
  if (node.kind === 'text') return node.value
  return mistakes.add(node.at, `${what} must be a text, not ${nameNode(node)}`, {
    ...(node.kind === 'number' && { fix: `put it in quotes: "${node.source}"` }),
  })
}

/** Reads a list of texts; items that are none are noted and left out. */
export function readTexts(
  node: DocumentNode,
  what: string,
  mistakes: Mistakes,
): readonly string[] | undefined {
  return readList(node, what, mistakes)?.items.flatMap(
    (item) => readText(item, `an item of ${what}`, mistakes) ?? [],
  )
}

/** The value of a key; undefined where the map lacks it or it is null. */
export function present(map: MapNode, key: string): DocumentNode | undefined {
  const node = valueOf(map, key)
  return node?.kind === 'null' ? undefined : node
}

/** Notes each key of a map that is not known, with the known one that is most like it. */
export function checkKeys(
  map: MapNode,
  known: readonly string[],
  mistakes: Mistakes,
  severity: 'error' | 'warning' = 'error',
): void {
  for (const { key, keyAt } of map.entries) {
    if (known.includes(key)) continue
    const meant = known.find((name) => isSimilar(name, key))
    const advice = {
      accepted: known.join(', '),
      ...(meant !== undefined && { fix: `did you mean "${meant}"?` }),
    }
    if (severity === 'error') mistakes.add(keyAt, `unknown key "${key}"`, advice)
    else mistakes.warn(keyAt, `unknown key "${key}" is ignored`, advice)
  }
}

/** Whether two names differ in case, in separators, or by one character. */
function isSimilar(one: string, other: string): boolean {
  const [left, right] = [one, other].map((name) => name.toLowerCase().replace(/[-_]/g, ''))
  if (left === undefined || right === undefined) return false
  if (left === right) return true
  const [short, long] = left.length <= right.length ? [left, right] : [right, left]
  if (long.length - short.length > 1 || short.length < 3) return false
  let start = 0
  while (start < short.length && short[start] === long[start]) start += 1
  const rest = long.slice(start + 1)
  return rest === short.slice(start) || rest === short.slice(start + 1)
}

import type { Advice, Mistakes } from '../document/mistakes.ts'
import type { DocumentNode, MapNode } from '../document/node.ts'
import { nameNode, valueOf } from '../document/node.ts'
import { readText, readTexts } from '../document/read.ts'

/** The value of a key that must be there, be it null. */
export function requireKey(
  map: MapNode,
  key: string,
  what: string,
  mistakes: Mistakes,
): DocumentNode | undefined {
  const node = valueOf(map, key)
  return node ?? mistakes.add(map.at, `${what} has no "${key}"`, { fix: `add ${key}: ...` })
}

/** Reads a text with at least one character. */
export function readFilledText(
  node: DocumentNode,
  what: string,
  mistakes: Mistakes,
): string | undefined {
  const text = readText(node, what, mistakes)
  return text === '' ? mistakes.add(node.at, `${what} is empty`) : text
}

/** Reads the text of a key that must be there. */
export function requireText(
  map: MapNode,
  key: string,
  what: string,
  mistakes: Mistakes,
): string | undefined {
  const node = requireKey(map, key, what, mistakes)
  return node === undefined ? undefined : readFilledText(node, key, mistakes)
}

/** What the texts of a list must be. */
export interface ItemRule {
  readonly isRight: (text: string) => boolean
  /** Clause about a wrong text. */
  readonly problem: (text: string) => string
  readonly advice: Advice
}

/** Reads a list of texts that follow a rule and stand in it once; what is wrong is noted and left out. */
export function readItems(
  node: DocumentNode,
  what: string,
  { isRight, problem, advice }: ItemRule,
  mistakes: Mistakes,
): readonly string[] | undefined {
  if (node.kind !== 'list') return readTexts(node, what, mistakes)
  const read: string[] = []
  for (const item of node.items) {
    const text = readText(item, `an item of ${what}`, mistakes)
    if (text === undefined) continue
    if (!isRight(text)) mistakes.add(item.at, problem(text), advice)
    else if (read.includes(text)) mistakes.add(item.at, `"${text}" stands twice in ${what}`)
    else read.push(text)
  }
  return read
}

/** Reads a version: a text, or a number that no reader of YAML has changed. */
export function readVersion(
  node: DocumentNode,
  what: string,
  mistakes: Mistakes,
): string | undefined {
  if (node.kind === 'number' && String(node.value) === node.source) return node.source
  if (node.kind === 'text' && node.value !== '') return node.value
  return mistakes.add(node.at, `${what} must be a version, not ${nameNode(node)}`, {
    ...(node.kind === 'number' && { fix: `put it in quotes: "${node.source}"` }),
  })
}

import type { Mistakes } from '../../document/mistakes.ts'
import type { DocumentNode, MapNode, Position } from '../../document/node.ts'
import { checkKeys, present, readList, readMap, readText } from '../../document/read.ts'
import type { WrittenTag } from '../tag.ts'
import { parseTag } from '../tag.ts'

/** A model that a document names. */
export interface NamedModel {
  readonly tag: WrittenTag
  readonly alias?: string
  readonly at: Position
}

const KEYS = ['tag', 'filter', 'alias']

/** Reads `models`: tags, or mappings with `tag` and `alias`. */
export function readModels(
  node: DocumentNode | undefined,
  mistakes: Mistakes,
): readonly NamedModel[] {
  const items = (node && readList(node, 'models', mistakes)?.items) ?? []
  const found: NamedModel[] = []
  for (const item of items) {
    const model = item.kind === 'text' ? readTag(item, mistakes) : readModelMap(item, mistakes)
    if (model === undefined) continue
    checkTwice(model, found, mistakes)
    found.push(model)
  }
  return found
}

function readModelMap(item: DocumentNode, mistakes: Mistakes): NamedModel | undefined {
  const map = readMap(item, 'a model', mistakes)
  if (map === undefined) return undefined
  checkKeys(map, KEYS, mistakes)
  const filter = map.entries.find(({ key }) => key === 'filter')
  if (filter !== undefined)
    mistakes.add(filter.keyAt, 'cannot use "filter": it chooses nothing, in BentoML neither', {
      fix: 'leave it out, and name the version in tag',
    })
  const node = present(map, 'tag')
  if (node === undefined)
    return mistakes.add(map.at, 'a model has no tag', { accepted: 'tag, alias' })
  const model = readTag(node, mistakes)
  const alias = readAlias(map, mistakes)
  return model && { ...model, ...(alias !== undefined && { alias }) }
}

function readAlias(map: MapNode, mistakes: Mistakes): string | undefined {
  const node = present(map, 'alias')
  return node && readText(node, 'alias', mistakes)
}

function readTag(node: DocumentNode, mistakes: Mistakes): NamedModel | undefined {
  const text = readText(node, 'the tag of a model', mistakes)
  if (text === undefined) return undefined
  const tag = parseTag(text)
  if (tag.ok) return { tag: tag.value, at: node.at }
  return mistakes.add(node.at, `${text} is not a valid BentoML tag: ${tag.failure}`, {
    accepted: 'NAME or NAME:VERSION',
  })
}

function checkTwice(
  { tag, alias, at }: NamedModel,
  before: readonly NamedModel[],
  mistakes: Mistakes,
): void {
  if (alias !== undefined && before.some((other) => other.alias === alias))
    mistakes.add(at, `two models have the alias "${alias}"`)
  const isThere = before.some(
    (other) => other.tag.name === tag.name && other.tag.version === tag.version,
  )
  if (isThere)
    mistakes.add(at, `the model ${tag.name} is named twice`, { fix: 'keep one of the two' })
}

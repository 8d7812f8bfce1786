import type { Mistakes } from '../../document/mistakes.ts'
import type { DocumentNode, MapNode } from '../../document/node.ts'
import { present, readMap } from '../../document/read.ts'
import { parseYaml } from '../../document/yaml.ts'
import type { Tag } from '../tag.ts'
import { partProblem } from '../tag.ts'
import type { Placed } from './scalar_text.ts'

/** What a model.yaml says of a model. */
export interface ModelDescription {
  readonly file: string
  readonly tag: Tag
  /** Versions of what saved it by names of packages. */
  readonly frameworks: ReadonlyMap<string, Placed<string>>
  readonly pythonVersion?: Placed<string>
}

/** Reads a model.yaml; undefined, and mistakes, for what is none. */
export function readModelDescription(
  file: string,
  text: string,
  mistakes: Mistakes,
): ModelDescription | undefined {
  const start = { file, line: 1, column: 1 }
  const [node] = parseYaml(file, text, mistakes)
  if (node === undefined) return mistakes.add(start, 'there is no description of a model')
  const root = readMap(node, 'a model.yaml', mistakes)
  if (root === undefined) return undefined
  const name = partOf(root, 'name', mistakes)
  const version = partOf(root, 'version', mistakes)
  const context = mapOf(root, 'context', mistakes)
  const versions = context && mapOf(context, 'framework_versions', mistakes)
  const python = context && sourceOf(present(context, 'python_version'))
  if (name === undefined || version === undefined) return undefined
  return {
    ...{ file, tag: { name, version } },
    ...(python && { pythonVersion: python }),
    frameworks: new Map(
      (versions?.entries ?? []).flatMap(({ key, value }) => {
        const found = sourceOf(value)
        return found === undefined ? [] : [[key, found] as const]
      }),
    ),
  }
}

function partOf(root: MapNode, what: 'name' | 'version', mistakes: Mistakes): string | undefined {
  const node = present(root, what)
  const text = sourceOf(node)?.value ?? ''
  const problem = partProblem(what, text)
  if (problem === undefined) return text
  return mistakes.add(node?.at ?? root.at, `this is not a model of BentoML: ${problem}`)
}

function mapOf(map: MapNode, key: string, mistakes: Mistakes): MapNode | undefined {
  const node = present(map, key)
  return node && readMap(node, key, mistakes)
}

/** A scalar as it is written: a version such as `1.10` is one without quotes, too. */
function sourceOf(node: DocumentNode | undefined): Placed<string> | undefined {
  if (node?.kind !== 'text' && node?.kind !== 'number') return undefined
  return { value: node.kind === 'text' ? node.value : node.source, at: node.at }
}

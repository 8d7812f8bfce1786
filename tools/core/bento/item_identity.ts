import { Mistakes } from '../document/mistakes.ts'
import type { DocumentNode, MapNode } from '../document/node.ts'
import { valueOf } from '../document/node.ts'
import { parseYaml } from '../document/yaml.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import type { ItemKind } from './item_kind.ts'
import type { Tag } from './tag.ts'
import { LATEST, partProblem } from './tag.ts'

/** The description of an item and the tag that it has by it. */
export interface Identity {
  readonly tag: Tag
  readonly document: MapNode
}

/** Reads bento.yaml or model.yaml; the failure is a clause. */
export function readIdentity({ document: file }: ItemKind, text: string): Result<Identity, string> {
  const document = readDescription(file, text)
  if (document === undefined) return err(`its ${file} cannot be read`)
  const tag = { name: textOf(document, 'name'), version: textOf(document, 'version') }
  const problem =
    partProblem('name', tag.name) ??
    partProblem('version', tag.version) ??
    (tag.version === LATEST ? `its version is "${LATEST}", which stands for the newest` : undefined)
  return problem === undefined ? ok({ tag, document }) : err(`in its ${file}, ${problem}`)
}

/** The map that a description is; undefined where it is none. */
export function readDescription(file: string, text: string): MapNode | undefined {
  const [node] = parseYaml(file, text, new Mistakes())
  return node?.kind === 'map' ? node : undefined
}

/** The text of a scalar, as it is written; empty where there is none. */
export function textOf(document: MapNode, key: string): string {
  const node: DocumentNode | undefined = valueOf(document, key)
  if (node?.kind === 'text') return node.value
  return node?.kind === 'number' || node?.kind === 'boolean' ? node.source : ''
}

import type { Mistakes } from '../document/mistakes.ts'
import type { DocumentNode, MapNode } from '../document/node.ts'
import { present, readMap } from '../document/read.ts'
import { parseYaml } from '../document/yaml.ts'

/** What a document of ODAHU describes. */
export type EntityKind = 'ModelPackaging' | 'Connection'

/** One document of a file that may hold several. */
export interface Entity {
  readonly kind: EntityKind
  /** As it stands; undefined where there is none or it is not a text. */
  readonly id: string | undefined
  readonly document: MapNode
}

/** A file of documents. */
export interface EntityFile {
  /** Name for messages. */
  readonly file: string
  readonly text: string
  /** What a document is that does not say its kind. */
  readonly kind: EntityKind
}

const KINDS: readonly string[] = ['ModelPackaging', 'Connection'] satisfies EntityKind[]

/**
 * Reads the entities of a file: each document is one, or a list of them. Documents of other kinds, which the files
 * that `odahuflowctl local pack run -d DIR` reads may hold as well, are left out with a warning.
 */
export function readEntities(
  { file, text, kind: expected }: EntityFile,
  mistakes: Mistakes,
): readonly Entity[] {
  return parseYaml(file, text, mistakes)
    .flatMap((node) => (node.kind === 'list' ? node.items : [node]))
    .flatMap((node) => readEntity(node, expected, mistakes) ?? [])
}

function readEntity(
  node: DocumentNode,
  expected: EntityKind,
  mistakes: Mistakes,
): Entity | undefined {
  const document = readMap(node, 'a document', mistakes)
  if (document === undefined) return undefined
  const kindNode = present(document, 'kind')
  const kind = kindNode?.kind === 'text' ? kindNode.value : undefined
  if (kindNode !== undefined && (kind === undefined || !KINDS.includes(kind))) {
    return mistakes.warn(kindNode.at, `a document of another kind is left out`, {
      accepted: KINDS.join(', '),
    })
  }
  const id = present(document, 'id')
  return {
    kind: (kind as EntityKind | undefined) ?? expected,
    id: id?.kind === 'text' ? id.value : undefined,
    document,
  }
}

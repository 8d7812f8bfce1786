import type { Descriptor } from '../../core/descriptor.ts'
import type { Digest } from '../../core/digest.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { documentKind } from '../../core/oci/document_kinds.ts'
import type { ImageIndex } from '../../core/oci/index_document.ts'
import { readIndex } from './documents.ts'
import type { ImageSource } from './image_source.ts'

/** Indexes in one another at most; deeper nesting is refused. */
export const MAX_INDEX_DEPTH = 8

/** Manifests and indexes of one image at most. */
export const MAX_DOCUMENTS = 1000

/** Bytes of all manifests and indexes of one image at most: they are held in memory. */
export const MAX_DOCUMENT_BYTES = 64 * 1024 * 1024

/** A document of an image: the root, or a member of an index. */
export interface ImageNode {
  /** As it is listed: the platform is the one that the index states. */
  readonly descriptor: Descriptor
  /** What an index says; undefined for manifests and all else, which are not read yet. */
  readonly index: IndexNode | undefined
}

/** An index that has been read. */
export interface IndexNode extends Pick<ImageIndex, 'annotations'> {
  readonly members: readonly ImageNode[]
}

/**
 * Reads all indexes of a source, each once: the one walk that whatever needs a whole image goes by.
 *
 * An index that is named more than once is the same {@link IndexNode} each time, so that who descends must
 * remember where they have been: there may be far more paths than documents.
 *
 * @throws ExpectedFailure when an index is missing or malformed, when indexes are nested too deep, or when
 * there are too many documents
 */
export async function readImageTree(source: ImageSource): Promise<ImageNode> {
  const walk = { source, budget: new Budget(), indexes: new Map<Digest, IndexNode>() }
  return nodeOf(walk, source.root, MAX_INDEX_DEPTH)
}

interface Walk {
  readonly source: ImageSource
  readonly budget: Budget
  readonly indexes: Map<Digest, IndexNode>
}

async function nodeOf(walk: Walk, descriptor: Descriptor, depth: number): Promise<ImageNode> {
  walk.budget.note(descriptor)
  if (documentKind(descriptor.mediaType) !== 'index') return { descriptor, index: undefined }
  const known = walk.indexes.get(descriptor.digest)
  const index = known ?? (await readMembers(walk, descriptor, depth))
  walk.indexes.set(descriptor.digest, index)
  return { descriptor, index }
}

async function readMembers(walk: Walk, descriptor: Descriptor, depth: number): Promise<IndexNode> {
  if (depth === 0) {
    throw excessive(descriptor, `indexes are nested deeper than ${MAX_INDEX_DEPTH}`)
  }
  const { manifests, annotations } = await readIndex(walk.source, descriptor)
  const members: ImageNode[] = []
  for (const each of manifests) members.push(await nodeOf(walk, each, depth - 1))
  return { annotations, members }
}

/** What has been seen of one image. */
class Budget {
  readonly #seen = new Set<Digest>()
  #bytes = 0

  /** Notes a document before it is read; too many are too many before they are in memory. */
  note(descriptor: Descriptor): void {
    if (this.#seen.has(descriptor.digest)) return
    this.#seen.add(descriptor.digest)
    this.#bytes += descriptor.size
    if (this.#seen.size > MAX_DOCUMENTS) throw tooManyDocuments(descriptor)
    if (this.#bytes > MAX_DOCUMENT_BYTES) {
      const problem = `the image's manifests have more than ${MAX_DOCUMENT_BYTES} bytes`
      throw excessive(descriptor, problem)
    }
  }
}

/** The failure of an image of more documents than {@link MAX_DOCUMENTS}. */
export function tooManyDocuments(descriptor: Descriptor): ExpectedFailure {
  return excessive(descriptor, `the image has more than ${MAX_DOCUMENTS} manifests`)
}

function excessive({ digest }: Descriptor, problem: string): ExpectedFailure {
  return new ExpectedFailure({ topic: 'image', reason: 'excessive-index', digest, problem })
}

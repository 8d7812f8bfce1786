import type { Descriptor } from '../../core/descriptor.ts'
import type { Digest } from '../../core/digest.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { documentKind } from '../../core/oci/document_kinds.ts'
import { readIndex, readManifest } from '../blob/documents.ts'
import type { ImageSource } from '../blob/image_source.ts'
import { MAX_INDEX_DEPTH, nestedTooDeep } from '../blob/index_children.ts'

/** A manifest or an index, and what belongs to it. */
export interface PlannedDocument {
  readonly descriptor: Descriptor
  /** Of the document itself. */
  readonly annotations: Readonly<Record<string, string>>
  /** The config of a manifest; an index has none. */
  readonly config: Descriptor | undefined
  /** Layers of a manifest, bottom first. */
  readonly layers: readonly Descriptor[]
  /** Members of an index. */
  readonly children: readonly Digest[]
}

/** Manifests and indexes of one image at most. */
export const MAX_DOCUMENTS = 1000

/** Bytes of all manifests and indexes of one image at most: they are held in memory. */
export const MAX_DOCUMENT_BYTES = 64 * 1024 * 1024

/**
 * Reads all manifests of an image or an index; children come before what refers to them, each once.
 *
 * @throws ExpectedFailure when one is missing or malformed, or where there are too many of them
 */
export async function planTransfer(source: ImageSource): Promise<readonly PlannedDocument[]> {
  const planned = new Map<Digest, PlannedDocument>()
  await plan(source, source.root, { planned, budget: new Budget() }, MAX_INDEX_DEPTH)
  return [...planned.values()]
}

interface PlanState {
  readonly planned: Map<Digest, PlannedDocument>
  readonly budget: Budget
}

async function plan(
  source: ImageSource,
  descriptor: Descriptor,
  state: PlanState,
  depth: number,
): Promise<void> {
  const { planned, budget } = state
  if (planned.has(descriptor.digest)) return
  budget.spend(descriptor)
  if (documentKind(descriptor.mediaType) !== 'index') {
    const { config, layers, annotations } = await readManifest(source, descriptor)
    planned.set(descriptor.digest, { descriptor, annotations, config, layers, children: [] })
    return
  }
  if (depth === 0) throw nestedTooDeep(descriptor)
  const { manifests, annotations } = await readIndex(source, descriptor)
  for (const child of manifests) await plan(source, child, state, depth - 1)
  const children = manifests.map(({ digest }) => digest)
  planned.set(descriptor.digest, {
    descriptor,
    annotations,
    config: undefined,
    layers: [],
    children,
  })
}

/** What has been begun to read of one image. */
class Budget {
  #documents = 0
  #bytes = 0

  /** Notes a document before it is read; too many are too many before they are in memory. */
  spend(descriptor: Descriptor): void {
    this.#documents += 1
    this.#bytes += descriptor.size
    if (this.#documents > MAX_DOCUMENTS) {
      throw tooMuch(descriptor, `the image has more than ${MAX_DOCUMENTS} manifests`)
    }
    if (this.#bytes > MAX_DOCUMENT_BYTES) {
      throw tooMuch(descriptor, `the image's manifests have more than ${MAX_DOCUMENT_BYTES} bytes`)
    }
  }
}

function tooMuch({ digest }: Descriptor, problem: string): ExpectedFailure {
  const what = `"${digest}"`
  return new ExpectedFailure({ topic: 'registry', reason: 'unreadable-manifest', what, problem })
}

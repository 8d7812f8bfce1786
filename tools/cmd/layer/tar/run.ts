import { mkdirSync, rmSync } from 'node:fs'
import type { EntryChanges } from '../../../core/entries/changes.ts'
import type { Entry } from '../../../core/entries/entry.ts'
import { buildTree, checkTree } from '../../../core/entries/tree.ts'
import { ExpectedFailure } from '../../../core/failure.ts'
import type { Codec } from '../../../core/layer/codec.ts'
import { describeEntries } from '../../../core/layer/description.ts'
import type { WeightSigns } from '../../../core/layer/hidden_weights.ts'
import { hiddenWeights } from '../../../core/layer/hidden_weights.ts'
import { limitOfTar, splitTree } from '../../../core/layer/split_tree.ts'
import { tarMeasure } from '../../../core/layer/tar_measure.ts'
import type { SourceSizes } from '../../../core/layer/tar_parts.ts'
import { tarParts } from '../../../core/layer/tar_parts.ts'
import type { Layer } from '../../../core/layer_set.ts'
import { serializeLayerSet } from '../../../core/layer_set_json.ts'
import { layerMediaType } from '../../../core/media_types.ts'
import { parseMtree } from '../../../core/mtree/parse.ts'
import { BinaryCandidates, binariesOfEntries } from '../../../node/binary/entry_binaries.ts'
import { acceptTree, collectEntries } from '../../../node/layer/collect.ts'
import { readOperands } from '../../../node/layer/operand_lines.ts'
import { packingPool } from '../../../node/layer/packed_chunks.ts'
import { sizesOnDemand } from '../../../node/layer/source_sizes.ts'
import { readTextFile, writeTextFile } from '../../../node/layer/text_file.ts'
import type { LayerJob } from '../../../node/layer/write_layer.ts'
import { writeLayer } from '../../../node/layer/write_layer.ts'
import type { WorkerPool } from '../../../node/pool/pool.ts'
import { spareCompiling } from '../../../node/spare_compiling.ts'

/** What `rt layer tar` is asked to do. Paths are relative to the execution root. */
export interface TarRequest {
  /** The tar to write. */
  readonly out: string
  /** The layer set to write. */
  readonly layers: string
  /** How the tar will be found later. */
  readonly key: string
  /** The mtree file that says what goes in; without it the entry lines do. */
  readonly mtree: string | undefined
  readonly codec: Codec
  readonly preserveSymlinks: boolean
  /** Where entries go and what they get, unless an mtree says it. */
  readonly changes: EntryChanges
  /** Links may lead to what other layers of the image have. */
  readonly otherLayers: boolean
  /** Bytes that no layer may exceed: `out` is a directory then, of as many tars as it takes. */
  readonly split: number | undefined
  /** Files that must not hide in directories. */
  readonly weights: WeightSigns
  /** Most threads, the first one included. */
  readonly workers: number
  /** Entry lines. */
  readonly entries: readonly string[]
}

/**
 * Writes the tar, or several, and the layer set that describes them.
 *
 * @throws ExpectedFailure when the sources cannot be one tree, change meanwhile, or one is too large
 */
export async function makeTar(request: TarRequest, signal: AbortSignal): Promise<void> {
  await using pool = packingPool(request.workers)
  const tree = readTree(request, pool)
  const tars = request.split === undefined ? [wholeOf(tree, request)] : splitOf(tree, request)
  const layers: Layer[] = []
  try {
    for (const tar of tars) layers.push(await writeTar(tar, tree, request, { pool, signal }))
    writeTextFile(request.layers, serializeLayerSet({ version: 1, layers }))
  } catch (error) {
    rmSync(request.out, { recursive: true, force: true })
    throw error
  }
}

/** What is to be packed. */
interface PackedTree {
  readonly entries: readonly Entry[]
  /** Bytes of each source. */
  readonly sizes: SourceSizes
}

/** One tar to write. */
interface PlannedTar {
  readonly entries: readonly Entry[]
  readonly out: string
  readonly key: string
}

function readTree(request: TarRequest, pool: WorkerPool | undefined): PackedTree {
  const { mtree, weights } = request
  if (mtree !== undefined) return treeOf(readMtree(mtree, pool))
  const { placements } = readOperands(request.entries)
  const tree = treeOf(collectEntries(placements, request))
  const files = hiddenWeights(tree.entries, placements, tree.sizes, weights)
  if (files.length > 0) throw new ExpectedFailure({ topic: 'weights', reason: 'hidden', files })
  return tree
}

function treeOf(entries: readonly Entry[]): PackedTree {
  return { entries, sizes: sizesOnDemand(entries) }
}

function readMtree(file: string, pool: WorkerPool | undefined): readonly Entry[] {
  const text = readTextFile(file)
  if (text.length > LONG_LIST) prepareForMuch(pool)
  const parsed = parseMtree(text)
  if (parsed.ok) return acceptTree(checkTree(parsed.value))
  throw new ExpectedFailure({ topic: 'tree', reason: 'mtree', file, problems: parsed.failure })
}

/** A list of so many characters is sure to need threads: its headers alone, 512 bytes a line, fill several chunks. */
const LONG_LIST = 2 * 1024 * 1024

function prepareForMuch(pool: WorkerPool | undefined): void {
  spareCompiling()
  pool?.start()
}

function wholeOf({ entries }: PackedTree, { out, key }: TarRequest): PlannedTar {
  return { entries, out, key }
}

/** Spreads a tree over several tars in the directory `out`. */
function splitOf({ entries, sizes }: PackedTree, request: TarRequest): readonly PlannedTar[] {
  const { split = 0, codec, out, key } = request
  const withParents = (group: readonly Entry[]): readonly Entry[] => acceptTree(buildTree(group))
  const limit = limitOfTar(codec.compression, split)
  const groups = splitTree(entries, { limit, measure: tarMeasure(sizes) })
  if (!groups.ok) throw new ExpectedFailure(groups.failure)
  mkdirSync(out, { recursive: true })
  return groups.value.map((group, index) => {
    const name = `${index}.tar`
    return { entries: withParents(group), out: `${out}/${name}`, key: `${key}/${name}` }
  })
}

async function writeTar(
  { entries, out, key }: PlannedTar,
  { sizes }: PackedTree,
  { codec }: TarRequest,
  means: Pick<LayerJob, 'pool' | 'signal'>,
): Promise<Layer> {
  const parts = tarParts(entries, sizes)
  const candidates = new BinaryCandidates()
  const onStart = candidates.see.bind(candidates)
  const written = writeLayer({ parts, codec, out, onStart, ...means })
  // While the first chunks are packed.
  const description = describeEntries(entries)
  return {
    ...(await written),
    mediaType: layerMediaType(codec.compression),
    annotations: {},
    description,
    content: { kind: 'blob', file: key },
    binaries: binariesOfEntries(entries, (source) => candidates.has(source)),
  }
}

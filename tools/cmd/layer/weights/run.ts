import { parseCount } from '../../../core/arguments/count.ts'
import type { LayerBinaries } from '../../../core/binary/layer_binaries.ts'
import type { Digest } from '../../../core/digest.ts'
import { diffIdOf } from '../../../core/digest.ts'
import type { Attributes, Entry, FileEntry, ImagePath } from '../../../core/entries/entry.ts'
import { DEFAULT_ATTRIBUTES } from '../../../core/entries/entry.ts'
import { relocate } from '../../../core/entries/relocate.ts'
import { keyOfSource } from '../../../core/entries/source_keys.ts'
import { buildTree } from '../../../core/entries/tree.ts'
import type { Failure } from '../../../core/failure.ts'
import { ExpectedFailure } from '../../../core/failure.ts'
import type { SizedFile } from '../../../core/layer/bundles.ts'
import { describeEntries } from '../../../core/layer/description.ts'
import { missingShards } from '../../../core/layer/shards.ts'
import { tarMeasure } from '../../../core/layer/tar_measure.ts'
import type { TarPart } from '../../../core/layer/tar_parts.ts'
import { tarParts } from '../../../core/layer/tar_parts.ts'
import type { Group } from '../../../core/layer/weight_plan.ts'
import { planWeights } from '../../../core/layer/weight_plan.ts'
import type { Layer, Part } from '../../../core/layer_set.ts'
import { serializeLayerSet } from '../../../core/layer_set_json.ts'
import { layerMediaType } from '../../../core/media_types.ts'
import { binariesOfEntries } from '../../../node/binary/entry_binaries.ts'
import { acceptTree, collectEntries } from '../../../node/layer/collect.ts'
import { hashLayers, sizeOfTar } from '../../../node/layer/hash_layers.ts'
import { readOperands } from '../../../node/layer/operand_lines.ts'
import { recipeOf } from '../../../node/layer/recipe.ts'
import { sourceSizes } from '../../../node/layer/source_sizes.ts'
import { readTextFile, writeTextFile } from '../../../node/layer/text_file.ts'

/** What `rt layer weights` is asked to do. Paths are relative to the execution root. */
export interface WeightsRequest {
  /** The layer set to write. */
  readonly layers: string
  /** Directory of the image that the files go to. */
  readonly prefix: ImagePath
  /** Directory that is taken off their paths before. */
  readonly stripPrefix: ImagePath
  /** Permission bits of the files. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Bytes from which on a file has a layer of its own. */
  readonly bundleBelow: number
  readonly maxLayers: number
  /** A file with a number of layers, which counts as `maxLayers` does: the lower one wins. */
  readonly maxLayersFile: string | undefined
  /** Most bytes of a layer; undefined for no limit. */
  readonly maxLayerSize: number | undefined
  readonly allowMissingShards: boolean
  /** Most worker threads. */
  readonly workers: number
  /** Entry lines. */
  readonly entries: readonly string[]
}

/**
 * Describes weights as layers that are never written. Every file is read once; the layer set is written when
 * all is known.
 *
 * @throws ExpectedFailure when there are no weights, or one is missing, unreadable or changes meanwhile
 */
export async function describeWeights(request: WeightsRequest, signal: AbortSignal): Promise<void> {
  const { placements, keys } = readOperands(request.entries)
  const found = collectEntries(placements, { preserveSymlinks: false })
  const files = relocateFiles(
    found.filter((entry) => entry.kind === 'file'),
    request,
  )
  checkFiles(files, request)
  const sizes = sourceSizes(files)
  const drafts = groupFiles(files, sizes, request).map((entries) => ({
    description: describeEntries(entries),
    parts: [...tarParts(entries, sizes)],
    binaries: binariesOfEntries(entries),
  }))
  const recipes = drafts.map(({ parts }) => recipeOf(parts, (source) => keyIn(keys, source)))
  const digests = await hashLayers(
    drafts.map(({ parts }) => parts),
    { workers: request.workers, signal },
  )
  const layers = drafts.map((draft, index) => layerOf(draft, digests[index], recipes[index]))
  writeTextFile(request.layers, serializeLayerSet({ version: 1, layers }))
}

function checkFiles(files: readonly FileEntry[], request: WeightsRequest): void {
  if (files.length === 0) fail({ topic: 'weights', reason: 'none' })
  if (request.allowMissingShards) return
  const sets = missingShards(files.map(({ path }) => path))
  if (sets.length > 0) fail({ topic: 'weights', reason: 'missing-shards', sets })
}

function keyIn(keys: ReadonlyMap<string, string>, source: string): string {
  return keyOfSource(keys, source) ?? fail({ topic: 'weights', reason: 'keyless-source', source })
}

/** A layer before its digest is known. */
interface Draft {
  readonly description: string
  readonly binaries: LayerBinaries
  readonly parts: readonly TarPart[]
}

function relocateFiles(
  files: readonly FileEntry[],
  { prefix, stripPrefix, mode, uid, gid }: WeightsRequest,
): readonly FileEntry[] {
  const outside: string[] = []
  const moved: FileEntry[] = []
  for (const file of files) {
    const path = relocate(file.path, { from: stripPrefix, to: prefix })
    if (path === undefined) outside.push(file.path)
    else moved.push({ ...file, path, mode, uid, gid })
  }
  if (outside.length > 0)
    fail({ topic: 'tree', reason: 'outside-prefix', prefix: stripPrefix, paths: outside })
  return moved
}

/** The entries of each layer, directories included. */
function groupFiles(
  files: readonly FileEntry[],
  sizes: ReadonlyMap<string, number>,
  request: WeightsRequest,
): readonly (readonly Entry[])[] {
  const sized = files.map((entry) => ({ ...entry, size: sizes.get(entry.source ?? '') ?? 0 }))
  const ownerOf = directoryAttributes(request)
  const treeOf = (group: Group<FileEntry>): readonly Entry[] =>
    acceptTree(buildTree(group, ownerOf))
  const limits = { ...request, maxLayers: readMaxLayers(request) }
  const groups = planWeights<FileEntry & SizedFile>(sized, limits, tarMeasure(sizes, ownerOf))
  if (!groups.ok) fail(groups.failure)
  return groups.value.map(treeOf)
}

function readMaxLayers({ maxLayers, maxLayersFile }: WeightsRequest): number {
  if (maxLayersFile === undefined) return maxLayers
  const count = parseCount('max_layers_file', readTextFile(maxLayersFile).trim(), 1)
  if (!count.ok) fail(count.failure)
  return Math.min(maxLayers, count.value)
}

/** Directories above the prefix stay root's; the prefix itself and those below belong to the owner. */
function directoryAttributes({
  prefix,
  uid,
  gid,
}: WeightsRequest): (path: ImagePath) => Attributes {
  const owned = { ...DEFAULT_ATTRIBUTES, uid, gid }
  return (path) => (`${path}/`.startsWith(prefix) ? owned : DEFAULT_ATTRIBUTES)
}

function layerOf(
  { description, parts, binaries }: Draft,
  digest: Digest | undefined,
  recipe: readonly Part[] | undefined,
): Layer {
  if (digest === undefined || recipe === undefined)
    throw new TypeError(`Nothing is known of "${description}"`)
  return {
    mediaType: layerMediaType('none'),
    digest,
    size: sizeOfTar(parts),
    diffId: diffIdOf(digest),
    annotations: {},
    description,
    content: { kind: 'recipe', parts: recipe },
    binaries,
  }
}

function fail(failure: Failure): never {
  throw new ExpectedFailure(failure)
}

import { parseCount } from '../../../core/arguments/count.ts'
import type { Attributes, FileEntry, ImagePath } from '../../../core/entries/entry.ts'
import { DEFAULT_ATTRIBUTES } from '../../../core/entries/entry.ts'
import { relocate } from '../../../core/entries/relocate.ts'
import type { Failure } from '../../../core/failure.ts'
import { ExpectedFailure } from '../../../core/failure.ts'
import { missingShards } from '../../../core/layer/shards.ts'
import { serializeLayerSet } from '../../../core/layer_set_json.ts'
import { collectEntries } from '../../../node/layer/collect.ts'
import { describeRecipes } from '../../../node/layer/describe_recipes.ts'
import { readOperands } from '../../../node/layer/operand_lines.ts'
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
  /** Whether there may be no file at all. */
  readonly allowNone: boolean
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
  const recipes = {
    ...{ files, keys, signal, workers: request.workers },
    limits: { ...request, maxLayers: readMaxLayers(request) },
    ownerOf: directoryAttributes(request),
  }
  const layers = files.length === 0 ? [] : await describeRecipes(recipes)
  writeTextFile(request.layers, serializeLayerSet({ version: 1, layers }))
}

function checkFiles(files: readonly FileEntry[], request: WeightsRequest): void {
  if (files.length === 0 && !request.allowNone) fail({ topic: 'weights', reason: 'none' })
  if (request.allowMissingShards) return
  const sets = missingShards(files.map(({ path }) => path))
  if (sets.length > 0) fail({ topic: 'weights', reason: 'missing-shards', sets })
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

function fail(failure: Failure): never {
  throw new ExpectedFailure(failure)
}

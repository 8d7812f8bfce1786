import { rmSync } from 'node:fs'
import { NO_CHANGES } from '../../../core/entries/changes.ts'
import type { Entry } from '../../../core/entries/entry.ts'
import { ExpectedFailure, together } from '../../../core/failure.ts'
import type { Codec } from '../../../core/layer/codec.ts'
import type { WeightSigns } from '../../../core/layer/hidden_weights.ts'
import { hiddenWeights } from '../../../core/layer/hidden_weights.ts'
import { limitOfTar } from '../../../core/layer/split_tree.ts'
import { serializeLayerSet } from '../../../core/layer_set_json.ts'
import type { CodeLayer } from '../../../core/python/code_layers.ts'
import { codeLayers } from '../../../core/python/code_layers.ts'
import { packageOfMetadata, unfitPackages } from '../../../core/python/unpacked_packages.ts'
import type { PythonTarget } from '../../../core/python/wheel_tags.ts'
import type { PlacedFile } from '../../../core/python/placed_file.ts'
import { collectEntries } from '../../../node/layer/collect.ts'
import { readOperands } from '../../../node/layer/operand_lines.ts'
import { sizesOnDemand } from '../../../node/layer/source_sizes.ts'
import { readTextFile, writeTextFile } from '../../../node/layer/text_file.ts'
import { CompiledSources } from '../../../node/python/compiled_sources.ts'
import type { Bytecode } from '../../../node/python/bytecode.ts'
import { writePlacedLayers } from '../../../node/python/write_placed_layers.ts'

/** What `rt layer python` is asked to do. */
export interface PythonCodeLayerRequest {
  /** Directory to write. */
  readonly out: string
  /** The layer set to write. */
  readonly layers: string
  /** How the directory is found later. */
  readonly key: string
  /** Undefined leaves compiled files out. */
  readonly bytecode: Bytecode | undefined
  /** Permission bits of the files; undefined for the usual ones. */
  readonly mode: number | undefined
  readonly codec: Codec
  readonly workers: number
  /** A directory of the image whose children are packages, split by their sizes; undefined for one layer. */
  readonly packages: string | undefined
  /** The Python that packages must be for; undefined for any. */
  readonly target: PythonTarget | undefined
  /** Bytes that no layer may exceed: then there are as many as it takes. */
  readonly split: number | undefined
  /** Links may lead to what other layers of the image have. */
  readonly otherLayers: boolean
  /** Files that must not hide in directories. */
  readonly weights: WeightSigns
  /** Entry lines. */
  readonly entries: readonly string[]
}

/**
 * Writes the layers of a program's files, with the compiled form of each Python file beside it.
 *
 * @throws ExpectedFailure when a source is missing or too large, two claim one path, a package is for another Python,
 *   or the interpreter fails
 */
export async function makePythonCodeLayer(
  request: PythonCodeLayerRequest,
  signal: AbortSignal,
): Promise<void> {
  const { out, key, codec, bytecode, workers } = request
  const entries = readEntries(request)
  refuseUnfit(entries, request.target)
  try {
    using sources = await CompiledSources.compile(entries, {
      bytecode,
      spool: request.layers,
      workers,
    })
    const groups = groupsOf(entries, sources.files, request)
    const layers = await writePlacedLayers({ groups, codec, out, key, workers, signal })
    writeTextFile(request.layers, serializeLayerSet({ version: 1, layers }))
  } catch (error) {
    rmSync(out, { recursive: true, force: true })
    throw error
  }
}

function readEntries({
  entries: lines,
  otherLayers,
  weights,
  mode,
}: PythonCodeLayerRequest): readonly Entry[] {
  const { placements } = readOperands(lines)
  const entries = collectEntries(placements, {
    ...{ preserveSymlinks: false, otherLayers },
    changes: { ...NO_CHANGES, mode },
  })
  if (weights.suffixes.length === 0) return entries
  const files = hiddenWeights(entries, placements, sizesOnDemand(entries), weights)
  if (files.length > 0) throw new ExpectedFailure({ topic: 'weights', reason: 'hidden', files })
  return entries
}

function refuseUnfit(entries: readonly Entry[], target: PythonTarget | undefined): void {
  if (target === undefined) return
  const packages = entries.flatMap((entry) => {
    const name = packageOfMetadata(entry.path)
    if (name === undefined || entry.kind !== 'file' || entry.source === undefined) return []
    return [{ name, metadata: readTextFile(entry.source) }]
  })
  const [first, ...rest] = unfitPackages(packages, target)
  if (first !== undefined) throw new ExpectedFailure(together(first, rest))
}

function groupsOf(
  entries: readonly Entry[],
  files: readonly PlacedFile[],
  { packages, split, codec }: PythonCodeLayerRequest,
): readonly CodeLayer[] {
  const limit = split === undefined ? undefined : limitOfTar(codec.compression, split)
  const layers = codeLayers(entries, files, { packages, limit })
  if (!layers.ok) throw new ExpectedFailure(layers.failure)
  return layers.value
}

import { rmSync } from 'node:fs'
import type { Codec } from '../../../core/layer/codec.ts'
import { describeEntries } from '../../../core/layer/description.ts'
import { serializeLayerSet } from '../../../core/layer_set_json.ts'
import { collectEntries } from '../../../node/layer/collect.ts'
import { readOperands } from '../../../node/layer/operand_lines.ts'
import { writeTextFile } from '../../../node/layer/text_file.ts'
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
  readonly codec: Codec
  readonly workers: number
  /** Entry lines. */
  readonly entries: readonly string[]
}

/**
 * Writes the layer of a program's own files, with the compiled form of each Python file beside it.
 *
 * @throws ExpectedFailure when a source is missing, two claim one path, or the interpreter fails
 */
export async function makePythonCodeLayer(
  request: PythonCodeLayerRequest,
  signal: AbortSignal,
): Promise<void> {
  const { out, key, codec, bytecode, workers } = request
  const { placements } = readOperands(request.entries)
  const entries = collectEntries(placements, { preserveSymlinks: false })
  try {
    using sources = await CompiledSources.compile(entries, {
      bytecode,
      spool: request.layers,
      workers,
    })
    const group = {
      files: sources.files,
      others: entries.filter(({ kind }) => kind !== 'file'),
      description: describeEntries(entries),
    }
    const layers = await writePlacedLayers({ groups: [group], codec, out, key, workers, signal })
    writeTextFile(request.layers, serializeLayerSet({ version: 1, layers }))
  } catch (error) {
    rmSync(out, { recursive: true, force: true })
    throw error
  }
}

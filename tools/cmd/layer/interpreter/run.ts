import { rmSync } from 'node:fs'
import type { Codec } from '../../../core/layer/codec.ts'
import { serializeLayerSet } from '../../../core/layer_set_json.ts'
import { CERTIFICATE_LINK } from '../../../core/python/interpreter_additions.ts'
import { writeTextFile } from '../../../node/layer/text_file.ts'
import type { Bytecode } from '../../../node/python/bytecode.ts'
import { CompiledLibrary } from '../../../node/python/compiled_library.ts'
import { writePlacedLayers } from '../../../node/python/write_placed_layers.ts'

/** What `rt layer interpreter` is asked to do. */
export interface InterpreterLayerRequest {
  /** Directory to write. */
  readonly out: string
  /** The layer set to write. */
  readonly layers: string
  /** How the directory is found later. */
  readonly key: string
  /** Of the packages, as Debian calls it. */
  readonly architecture: string
  /** Undefined leaves compiled files out. */
  readonly bytecode: Bytecode | undefined
  readonly codec: Codec
  readonly workers: number
  /** Paths of .deb files. */
  readonly debs: readonly string[]
}

/**
 * Writes the layer that goes over the packages of a Python: what scripts of packages make where they are run.
 *
 * @throws ExpectedFailure when a package cannot be read or does not fit, or the interpreter fails
 */
export async function makeInterpreterLayer(
  request: InterpreterLayerRequest,
  signal: AbortSignal,
): Promise<void> {
  const { out, layers: spool, key, codec, workers, debs, architecture, bytecode } = request
  try {
    const job = { debs, architecture, bytecode, spool, workers, signal }
    using library = await CompiledLibrary.compile(job)
    const description = 'compiled standard library of Python, and where OpenSSL has certificates'
    const groups = [{ files: library.files, others: [CERTIFICATE_LINK], description }]
    const layers = await writePlacedLayers({ groups, codec, out, key, workers, signal })
    writeTextFile(request.layers, serializeLayerSet({ version: 1, layers }))
  } catch (error) {
    rmSync(out, { recursive: true, force: true })
    throw error
  }
}

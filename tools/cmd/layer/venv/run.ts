import { rmSync } from 'node:fs'
import type { ImagePath } from '../../../core/entries/entry.ts'
import { ExpectedFailure, together } from '../../../core/failure.ts'
import type { Codec } from '../../../core/layer/codec.ts'
import { serializeLayerSet } from '../../../core/layer_set_json.ts'
import type { WheelDemands } from '../../../core/python/check_wheels.ts'
import { pathFile, pathFilePlace } from '../../../core/python/base_packages.ts'
import { checkWheels } from '../../../core/python/check_wheels.ts'
import type { PlacedFile } from '../../../core/python/placed_file.ts'
import type { Interpreter } from '../../../core/python/venv.ts'
import { venvLinks, venvSettings, venvSettingsPath } from '../../../core/python/venv.ts'
import { Spool } from '../../../node/deb/spool.ts'
import { writeTextFile } from '../../../node/layer/text_file.ts'
import { readBasePackages } from '../../../node/python/base_packages_file.ts'
import { openWheels } from '../../../node/python/unpacked_wheels.ts'
import { writePlacedLayers } from '../../../node/python/write_placed_layers.ts'

/** What `rt layer venv` is asked to do. */
export interface VenvLayerRequest extends WheelDemands {
  /** Directory to write. */
  readonly out: string
  /** The layer set to write. */
  readonly layers: string
  /** How the directory is found later. */
  readonly key: string
  readonly interpreter: Interpreter
  /** Whether packages that the interpreter has without the environment can be imported, too. */
  readonly systemSitePackages: boolean
  readonly codec: Codec
  /** What `rt python packages` says of the base; undefined without a base. */
  readonly basePackages: string | undefined
  /** Paths of .whl files that the environment gets in other layers. */
  readonly wheels: readonly string[]
}

/**
 * Writes the layer that makes a directory a virtual environment, when its wheels go together and fit its Python.
 *
 * @throws ExpectedFailure when they do not, naming all that is wrong
 */
export async function makeVenvLayer(request: VenvLayerRequest, signal: AbortSignal): Promise<void> {
  const { environment, interpreter, out, key, codec } = request
  const text = venvSettings(interpreter, request.systemSitePackages)
  refuseWrongWheels(request)
  using spool = new Spool(`${request.layers}.contents`)
  const settings = spooled(spool, venvSettingsPath(environment), text)
  const base = readBasePackages(request.basePackages, environment)
  const found =
    base.length === 0 ? [] : [spooled(spool, pathFilePlace(environment), pathFile(base))]
  const group = {
    files: [settings, ...found],
    others: venvLinks(environment, interpreter),
    description: `virtual environment ${environment.prefix} of ${interpreter.path}`,
  }
  try {
    const layers = await writePlacedLayers({ groups: [group], codec, out, key, workers: 0, signal })
    writeTextFile(request.layers, serializeLayerSet({ version: 1, layers }))
  } catch (error) {
    rmSync(out, { recursive: true, force: true })
    throw error
  }
}

function spooled(spool: Spool, path: string, text: string): PlacedFile {
  const slice = { file: spool.path, ...spool.add(Buffer.from(text)) }
  return { path: path as ImagePath, mode: 0o644, slice, origin: 'rt' }
}

function refuseWrongWheels(request: VenvLayerRequest): void {
  using stack = new DisposableStack()
  const wheels = openWheels(request.wheels, stack).map((archive) => {
    return { wheel: archive.wheel, files: archive.install(request.environment) }
  })
  const [first, ...rest] = checkWheels(wheels, request)
  if (first !== undefined) throw new ExpectedFailure(together(first, rest))
}

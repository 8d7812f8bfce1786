import { mkdirSync, rmSync } from 'node:fs'
import type { Codec } from '../../../core/layer/codec.ts'
import type { Layer } from '../../../core/layer_set.ts'
import { serializeLayerSet } from '../../../core/layer_set_json.ts'
import { ownBinaries } from '../../../core/python/wheel_binaries.ts'
import { missingWheels } from '../../../core/python/base_packages.ts'
import { bigFileAllowance, splitIntoLayers } from '../../../core/python/layer_split.ts'
import type { Environment } from '../../../core/python/environment.ts'
import type { PlacedFile } from '../../../core/python/placed_file.ts'
import { writeTextFile } from '../../../node/layer/text_file.ts'
import { readBasePackages } from '../../../node/python/base_packages_file.ts'
import type { Bytecode } from '../../../node/python/bytecode.ts'
import { UnpackedWheels } from '../../../node/python/unpacked_wheels.ts'
import type { PlacedGroup } from '../../../node/python/write_placed_layers.ts'
import { writePlacedLayers } from '../../../node/python/write_placed_layers.ts'
import type { Shell } from '../../../node/shell.ts'

/** What `rt layer wheels` is asked to do. */
export interface WheelLayersRequest {
  /** Directory to write. */
  readonly out: string
  /** The layer set to write. */
  readonly layers: string
  /** How the directory is found later. */
  readonly key: string
  readonly environment: Environment
  /** Undefined leaves compiled files out. */
  readonly bytecode: Bytecode | undefined
  readonly codec: Codec
  readonly workers: number
  /** Paths of .whl files. */
  readonly wheels: readonly string[]
  /** What `rt python packages` says of the base; undefined without a base. */
  readonly basePackages: string | undefined
  /** Distribution that is installed even where the base has it; undefined for none. */
  readonly kept: string | undefined
}

/**
 * Writes the layers of wheels that are installed together, and the layer set that describes them.
 *
 * @throws ExpectedFailure when a wheel is damaged or lies, two do not go together, or the interpreter fails
 */
export async function makeWheelLayers(
  request: WheelLayersRequest,
  shell: Pick<Shell, 'context' | 'signal' | 'stderr'>,
): Promise<void> {
  const { out, key, codec, workers, environment, bytecode } = request
  const { signal } = shell
  const files = choose(request, shell)
  if (files.length === 0) return writeNothing(request)
  try {
    const spool = request.layers
    const job = { files, environment, bytecode, spool, workers, signal }
    using unpacked = await UnpackedWheels.unpack(job)
    const groups = groupsOf(unpacked)
    const written = await writePlacedLayers({ groups, codec, out, key, workers, signal })
    const layers = withOwnBinaries(written, unpacked.files)
    writeTextFile(request.layers, serializeLayerSet({ version: 1, layers }))
  } catch (error) {
    rmSync(out, { recursive: true, force: true })
    throw error
  }
}

/** The wheels that a base lacks; says which it has in other versions. */
function choose(
  { wheels, basePackages, environment, kept }: WheelLayersRequest,
  { context, stderr }: Pick<Shell, 'context' | 'stderr'>,
): readonly string[] {
  const choice = missingWheels(wheels, readBasePackages(basePackages, environment), kept)
  for (const { name, wanted, found } of choice.others)
    stderr.write(`${context}: ${name} ${wanted} is installed over the base, which has ${found}\n`)
  return choice.wheels
}

function writeNothing({ out, layers }: WheelLayersRequest): void {
  mkdirSync(out, { recursive: true })
  writeTextFile(layers, serializeLayerSet({ version: 1, layers: [] }))
}

/** Leaves out what wheels carry for other platforms; all layers together, as one wheel may be in several. */
function withOwnBinaries(
  layers: readonly Layer[],
  placed: readonly PlacedFile[],
): readonly Layer[] {
  const origins = new Map(placed.map(({ path, origin }) => [path as string, origin]))
  const found = layers.flatMap(({ binaries }) => binaries?.files ?? [])
  const own = new Set(
    ownBinaries(found.map((binary) => ({ wheel: origins.get(binary.path) ?? '', binary }))),
  )
  return layers.map((layer) => {
    const { binaries } = layer
    if (binaries === undefined) return layer
    return {
      ...layer,
      binaries: { ...binaries, files: binaries.files.filter((each) => own.has(each)) },
    }
  })
}

function groupsOf(unpacked: UnpackedWheels): readonly PlacedGroup[] {
  const sized = unpacked.files.map((file) => ({ ...file, size: file.slice.size }))
  const groups = splitIntoLayers<PlacedFile & { readonly size: number }>(
    sized,
    bigFileAllowance(unpacked.archiveBytes),
  )
  return groups.map((files) => {
    const [only] = files.length === 1 ? files : []
    return { files, description: only?.path ?? describe(unpacked.names) }
  })
}

const MAX_NAMES = 4

/** What the layer has, in few words. */
function describe(wheels: UnpackedWheels['names']): string {
  const named = wheels.map(({ name, version }) => `${name} ${version}`)
  if (named.length <= MAX_NAMES) return `Python packages ${named.join(', ')}`
  const names = wheels.slice(0, MAX_NAMES).map(({ name }) => name)
  return `Python packages ${names.join(', ')} and ${named.length - MAX_NAMES} more`
}

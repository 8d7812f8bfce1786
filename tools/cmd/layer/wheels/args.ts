import { availableParallelism } from 'node:os'
import { Option } from 'commander'
import { LongCommand } from '../../long_command.ts'
import { readCount } from '../../option_values.ts'
import type { CommandFactory } from '../../command_factory.ts'
import type { BytecodeOptions, CodecOptions, PythonOptions } from '../../python_options.ts'
import {
  addBytecodeOptions,
  readBytecode,
  readCodec,
  readEnvironment,
} from '../../python_options.ts'
import type { WheelLayersRequest } from './run.ts'
import { makeWheelLayers } from './run.ts'

interface Options extends PythonOptions, BytecodeOptions, CodecOptions {
  readonly out: string
  readonly layers: string
  readonly key: string
  readonly basePackages?: string
  readonly keep?: string
  readonly workers?: string
}

/** Defines `rt layer wheels`. */
export const wheelLayersCommand: CommandFactory = (shell) =>
  addBytecodeOptions(
    new LongCommand('wheels')
      .description('Makes layers of Python wheels, installed in a virtual environment')
      .requiredOption('--out <directory>', 'directory of archives to write')
      .requiredOption('--layers <file>', 'layer set to write')
      .requiredOption('--key <key>', 'how the directory is found later')
      .requiredOption('--prefix <directory>', 'place of the virtual environment in the image')
      .requiredOption('--python-version <version>', 'version of the Python of the image')
      .option('--base-packages <file>', 'packages that a base has, which are left out')
      .option('--keep <name>', 'distribution that is not left out'),
  )
    .option('--compress <codec>', 'none, gzip or zstd', 'zstd')
    .option('--level <level>', 'level of compression; gzip has 6 and zstd 3 if not given')
    .addOption(new Option('--workers <count>', 'threads and processes to work with').hideHelp())
    .argument('[wheels...]', '.whl files')
    .action(async (wheels: readonly string[], options: Options) => {
      await makeWheelLayers(requestOf(wheels, options), shell)
    })

function requestOf(wheels: readonly string[], options: Options): WheelLayersRequest {
  const { out, layers, key, workers } = options
  return {
    out,
    layers,
    key,
    environment: readEnvironment(options),
    bytecode: readBytecode(options),
    codec: readCodec(options),
    workers: workers === undefined ? availableParallelism() : readCount('workers', workers, 0),
    wheels,
    basePackages: options.basePackages,
    kept: options.keep,
  }
}

import { availableParallelism } from 'node:os'
import { LongCommand } from '../../long_command.ts'
import type { CommandFactory } from '../../command_factory.ts'
import type { BytecodeOptions, CodecOptions } from '../../python_options.ts'
import { addBytecodeOptions, readBytecode, readCodec } from '../../python_options.ts'
import type { InterpreterLayerRequest } from './run.ts'
import { makeInterpreterLayer } from './run.ts'

interface Options extends BytecodeOptions, CodecOptions {
  readonly out: string
  readonly layers: string
  readonly key: string
  readonly architecture: string
}

/** Defines `rt layer interpreter`. */
export const interpreterLayerCommand: CommandFactory = (shell) =>
  addBytecodeOptions(
    new LongCommand('interpreter')
      .description('Makes what scripts of packages add to a Python: the compiled standard library')
      .requiredOption('--out <directory>', 'directory of archives to write')
      .requiredOption('--layers <file>', 'layer set to write')
      .requiredOption('--key <key>', 'how the directory is found later')
      .requiredOption('--architecture <name>', 'architecture of the packages, as Debian calls it')
      .requiredOption('--python-version <version>', 'version of the Python of the image'),
  )
    .option('--compress <codec>', 'none, gzip or zstd', 'zstd')
    .argument('[debs...]', '.deb files')
    .action(async (debs: readonly string[], options: Options) => {
      await makeInterpreterLayer(requestOf(debs, options), shell.signal)
    })

function requestOf(debs: readonly string[], options: Options): InterpreterLayerRequest {
  const { out, layers, key, architecture } = options
  return {
    out,
    layers,
    key,
    architecture,
    bytecode: readBytecode(options),
    codec: readCodec(options),
    workers: availableParallelism(),
    debs,
  }
}

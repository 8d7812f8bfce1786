import { availableParallelism } from 'node:os'
import { LongCommand } from '../../long_command.ts'
import type { CommandFactory } from '../../command_factory.ts'
import type { BytecodeOptions, CodecOptions } from '../../python_options.ts'
import { readBytecode, readCodec } from '../../python_options.ts'
import type { PythonCodeLayerRequest } from './run.ts'
import { makePythonCodeLayer } from './run.ts'

interface Options extends BytecodeOptions, CodecOptions {
  readonly out: string
  readonly layers: string
  readonly key: string
}

/** Defines `rt layer python`. */
export const pythonCodeLayerCommand: CommandFactory = (shell) =>
  new LongCommand('python')
    .description("Makes the layer of a Python program's own files")
    .requiredOption('--out <directory>', 'directory of archives to write')
    .requiredOption('--layers <file>', 'layer set to write')
    .requiredOption('--key <key>', 'how the directory is found later')
    .requiredOption('--python-version <version>', 'version of the Python of the image')
    .option('--compiler <file>', 'program that compiles; without it there are no compiled files')
    .option('--python-root <directory>', 'root file system with the Python that compiles')
    .option('--python <path>', 'in its place, a Python of this machine')
    .option('--compress <codec>', 'none, gzip or zstd', 'zstd')
    .argument('[entries...]', 'source<TAB>DEST<TAB>PATH and other entry lines')
    .action(async (entries: readonly string[], options: Options) => {
      await makePythonCodeLayer(requestOf(entries, options), shell.signal)
    })

function requestOf(entries: readonly string[], options: Options): PythonCodeLayerRequest {
  const { out, layers, key } = options
  return {
    out,
    layers,
    key,
    bytecode: readBytecode(options),
    codec: readCodec(options),
    workers: availableParallelism(),
    entries,
  }
}

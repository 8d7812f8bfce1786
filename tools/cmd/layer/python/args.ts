import { availableParallelism } from 'node:os'
import type { PythonTarget } from '../../../core/python/wheel_tags.ts'
import { LongCommand } from '../../long_command.ts'
import type { CommandFactory } from '../../command_factory.ts'
import { collect, oneOf, readCount } from '../../option_values.ts'
import { readMode } from '../../entry_options.ts'
import type { BytecodeOptions, CodecOptions } from '../../python_options.ts'
import {
  addBytecodeOptions,
  readBytecode,
  readCodec,
  readTarget,
  readVersion,
  withoutBytecode,
} from '../../python_options.ts'
import type { PythonCodeLayerRequest } from './run.ts'
import { makePythonCodeLayer } from './run.ts'

interface Options extends BytecodeOptions, CodecOptions {
  readonly out: string
  readonly layers: string
  readonly key: string
  readonly mode?: string
  readonly packages?: string
  readonly split?: string
  readonly otherLayers?: boolean
  readonly weightSuffix?: readonly string[]
  readonly weightSize: string
  readonly cannotCompile?: boolean
  readonly architecture?: string
  readonly libc: string
  readonly libcVersion: string
}

/** Defines `rt layer python`. */
export const pythonCodeLayerCommand: CommandFactory = (shell) =>
  addBytecodeOptions(
    new LongCommand('python')
      .description("Makes layers of a Python program's files")
      .requiredOption('--out <directory>', 'directory of archives to write')
      .requiredOption('--layers <file>', 'layer set to write')
      .requiredOption('--key <key>', 'how the directory is found later')
      .option('--python-version <version>', 'version of the Python of the image, to compile', ''),
  )
    .option('--cannot-compile', 'say that no Python compiles the files of the image')
    .option('--packages <directory>', 'split what is below it by the sizes of its children')
    .option('--architecture <name>', 'check that packages are for it (GOARCH name)')
    .option('--libc <name>', 'C library of the image: glibc or musl', 'glibc')
    .option(
      '--libc-version <version>',
      'version of that library; by default, any package is accepted',
      '',
    )
    .option('--split <bytes>', 'make as many layers as it takes, none of more bytes than this')
    .option('--other-layers', 'links may lead to files of other layers of the image')
    .option('--weight-suffix <suffix>', 'refuse big files of this name in directories', collect)
    .option('--weight-size <bytes>', 'from which size on', String(64 * 1024 * 1024))
    .option('--compress <codec>', 'none, gzip or zstd', 'zstd')
    .option('--mode <octal>', 'permissions of the files; 0755 if not given')
    .argument('[entries...]', 'source<TAB>DEST<TAB>PATH and other entry lines')
    .action(async (entries: readonly string[], options: Options) => {
      if (options.cannotCompile === true) shell.stderr.write(withoutBytecode(shell.context))
      await makePythonCodeLayer(requestOf(entries, options), shell.signal)
    })

function requestOf(entries: readonly string[], options: Options): PythonCodeLayerRequest {
  const {
    out,
    layers,
    key,
    mode,
    packages,
    split,
    otherLayers = false,
    weightSuffix = [],
  } = options
  return {
    out,
    layers,
    key,
    bytecode: readBytecode(options),
    mode: mode === undefined ? undefined : readMode(mode),
    codec: readCodec(options),
    workers: availableParallelism(),
    packages,
    target: targetOf(options),
    split: split === undefined ? undefined : readCount('max_layer_size', split, 1),
    otherLayers,
    weights: {
      suffixes: weightSuffix,
      size: readCount('bundle_below', options.weightSize, 0),
    },
    entries,
  }
}

/** What packages must be for; undefined where the version of Python is not known. */
function targetOf(options: Options): PythonTarget | undefined {
  const { architecture, libc, libcVersion, pythonVersion } = options
  if (architecture === undefined || pythonVersion === '') return undefined
  return readTarget(
    { version: readVersion(pythonVersion) },
    { architecture, libc: oneOf('libc', libc, ['glibc', 'musl']), libcVersion },
  )
}

import { availableParallelism } from 'node:os'
import { ExpectedFailure } from '../../../core/failure.ts'
import { chooseCodec } from '../../../core/layer/tar_options.ts'
import { collect, oneOf } from '../../option_values.ts'
import { LongCommand } from '../../long_command.ts'
import type { CommandFactory } from '../../command_factory.ts'
import type { DebLayerRequest } from './run.ts'
import { makeDebLayer } from './run.ts'

interface Options {
  readonly out: string
  readonly layers: string
  readonly key: string
  readonly architecture: string
  readonly compress: string
  readonly level?: string
  readonly contents: string
  readonly database: string
  readonly mergedUsr?: boolean
  readonly documentation?: boolean
  readonly pathExclude?: readonly string[]
}

/** Defines `rt layer deb`. */
export const debLayerCommand: CommandFactory = (shell) =>
  new LongCommand('deb')
    .description('Makes a layer of Debian packages; none of their scripts is run')
    .requiredOption('--out <file>', 'archive to write')
    .requiredOption('--layers <file>', 'layer set to write')
    .requiredOption('--key <key>', 'how the archive is found later')
    .requiredOption('--architecture <name>', 'architecture of the packages, as Debian calls it')
    .option('--compress <codec>', 'none, gzip or zstd', 'none')
    .option('--level <level>', 'level of compression; gzip has 6 and zstd 3 if not given')
    .option('--contents <part>', 'files, the database of what is installed, or all', 'all')
    .option('--database <form>', 'how packages are recorded: status, status.d or none', 'status')
    .option('--merged-usr', 'make /bin, /sbin and /lib links into /usr')
    .option('--documentation', 'keep manual pages and other documentation')
    .option('--path-exclude <pattern>', 'leave files out, as dpkg does (repeatable)', collect)
    .argument('[debs...]', '.deb files')
    .action(async (debs: readonly string[], options: Options) => {
      await makeDebLayer(requestOf(debs, options), shell.signal)
    })

function requestOf(debs: readonly string[], options: Options): DebLayerRequest {
  const { out, layers, key, level } = options
  const compression = oneOf('compress', options.compress, ['none', 'gzip', 'zstd'])
  const codec = chooseCodec({ compression, level, args: [] })
  if (!codec.ok) throw new ExpectedFailure(codec.failure)
  return {
    out,
    layers,
    key,
    codec: codec.value,
    options: {
      architecture: options.architecture,
      contents: oneOf('contents', options.contents, ['all', 'database', 'files']),
      database: oneOf('database', options.database, ['status', 'status.d', 'none']),
      mergedUsr: options.mergedUsr ?? false,
      documentation: options.documentation ?? false,
      pathExclude: options.pathExclude ?? [],
    },
    workers: availableParallelism(),
    debs,
  }
}

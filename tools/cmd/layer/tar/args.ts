import { availableParallelism } from 'node:os'
import { Option } from 'commander'
import { chooseCodec } from '../../../core/layer/tar_options.ts'
import { LongCommand } from '../../long_command.ts'
import type { CommandFactory } from '../../command_factory.ts'
import type { TarRequest } from './run.ts'
import { makeTar } from './run.ts'
import type { EntryOptions } from '../../entry_options.ts'
import { addEntryOptions, readChanges } from '../../entry_options.ts'
import { accept, collect, oneOf, readCount } from '../../option_values.ts'

interface Options extends EntryOptions {
  readonly out: string
  readonly layers: string
  readonly key: string
  readonly mtree?: string
  readonly compress: string
  readonly level?: string
  readonly option?: readonly string[]
  readonly preserveSymlinks?: boolean
  readonly otherLayers?: boolean
  readonly split?: string
  readonly weightSuffix?: readonly string[]
  readonly weightSize: string
  readonly workers?: string
}

/** Defines `rt layer tar`. */
export const tarCommand: CommandFactory = (shell) =>
  addEntryOptions(new LongCommand('tar'))
    .description('Makes a layer of files: the same bytes on every machine')
    .requiredOption('--out <file>', 'archive to write')
    .requiredOption('--layers <file>', 'layer set to write')
    .requiredOption('--key <key>', 'how the archive is found later')
    .option('--mtree <file>', 'what goes in, as mtree text; without it, the entry lines')
    .option('--compress <codec>', 'none, gzip or zstd', 'none')
    .option('--level <level>', 'level of compression; gzip has 6 and zstd 3 if not given')
    .option('--option <argument>', 'an argument as for bsdtar (repeatable)', collect)
    .option('--preserve-symlinks', 'keep relative links whose target is in the archive too')
    .option('--other-layers', 'links may lead to files of other layers of the image')
    .option('--split <bytes>', 'make --out a directory of archives, none of more bytes than this')
    .option('--weight-suffix <suffix>', 'refuse big files of this name in directories', collect)
    .option('--weight-size <bytes>', 'from which size on', String(64 * 1024 * 1024))
    .addOption(new Option('--workers <count>', 'threads to compress with').hideHelp())
    .argument('[entries...]', 'source<TAB>DEST<TAB>PATH and other entry lines')
    .action(async (entries: readonly string[], options: Options) => {
      await makeTar(requestOf(entries, options), shell.signal)
    })

function requestOf(entries: readonly string[], options: Options): TarRequest {
  const { out, layers, key, mtree, level, option = [], workers } = options
  const compression = oneOf('compress', options.compress, ['none', 'gzip', 'zstd'])
  return {
    out,
    layers,
    key,
    mtree,
    codec: accept(chooseCodec({ compression, level, args: option })),
    preserveSymlinks: options.preserveSymlinks ?? false,
    changes: readChanges(options),
    otherLayers: options.otherLayers ?? false,
    split: options.split === undefined ? undefined : readCount('max_layer_size', options.split, 1),
    weights: {
      suffixes: options.weightSuffix ?? [],
      size: readCount('bundle_below', options.weightSize, 0),
    },
    workers: workers === undefined ? availableParallelism() : readCount('workers', workers, 0),
    entries,
  }
}

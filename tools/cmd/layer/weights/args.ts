import { availableParallelism } from 'node:os'
import { Option } from 'commander'
import { LongCommand } from '../../long_command.ts'
import type { CommandFactory } from '../../command_factory.ts'
import type { WeightsRequest } from './run.ts'
import { describeWeights } from './run.ts'
import { readCount } from '../../option_values.ts'
import { readDirectory, readMode, readOwner } from '../../entry_options.ts'

interface Options {
  readonly layers: string
  readonly prefix: string
  readonly stripPrefix: string
  readonly mode: string
  readonly owner: string
  readonly bundleBelow: string
  readonly maxLayers: string
  readonly maxLayersFile?: string
  readonly maxLayerSize?: string
  readonly allowMissingShards?: boolean
  readonly allowNone?: boolean
  readonly workers?: string
}

/** Defines `rt layer weights`. */
export const weightsCommand: CommandFactory = (shell) =>
  new LongCommand('weights')
    .description('Describes layers of weights that are never written: each file is read once')
    .requiredOption('--layers <file>', 'layer set to write')
    .option('--prefix <dir>', 'directory of the image that the files go to', '')
    .option('--strip-prefix <dir>', 'directory to take off their paths before', '')
    .option('--mode <octal>', 'permissions of the files', '0644')
    .option('--owner <uid:gid>', 'owner of the files and of the directories below prefix', '0:0')
    .option('--bundle-below <bytes>', 'smaller files share layers', String(64 * 1024 * 1024))
    .option(
      '--max-layers <count>',
      'maximum number of layers; files share layers if there would be more',
      '100',
    )
    .option(
      '--max-layers-file <file>',
      'the same, written by rt layer budget; the lower one counts',
    )
    .option('--max-layer-size <bytes>', 'maximum size of a layer in bytes')
    .option('--allow-missing-shards', 'take numbered files with gaps, such as 2 and 3 of 3')
    .option('--allow-none', 'take directories without files, which make no layer')
    .addOption(new Option('--workers <count>', 'threads to hash with').hideHelp())
    .argument(
      '[entries...]',
      'source<TAB>DEST<TAB>PATH, key<TAB>KEY<TAB>PATH and other entry lines',
    )
    .action(async (entries: readonly string[], options: Options) => {
      await describeWeights(requestOf(entries, options), shell.signal)
    })

function requestOf(entries: readonly string[], options: Options): WeightsRequest {
  const [uid, gid] = readOwner(options.owner)
  return {
    layers: options.layers,
    prefix: readDirectory('prefix', options.prefix),
    stripPrefix: readDirectory('strip_prefix', options.stripPrefix),
    mode: readMode(options.mode),
    uid,
    gid,
    bundleBelow: readCount('bundle_below', options.bundleBelow, 0),
    maxLayers: readCount('max_layers', options.maxLayers, 1),
    maxLayersFile: options.maxLayersFile,
    maxLayerSize:
      options.maxLayerSize === undefined
        ? undefined
        : readCount('max_layer_size', options.maxLayerSize, 1),
    allowMissingShards: options.allowMissingShards ?? false,
    allowNone: options.allowNone ?? false,
    workers:
      options.workers === undefined
        ? availableParallelism()
        : readCount('workers', options.workers, 0),
    entries,
  }
}

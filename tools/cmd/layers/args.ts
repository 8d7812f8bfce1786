import { Command } from 'commander'
import type { WantedPlatform } from '../../core/oci/choose_platform.ts'
import type { CommandFactory } from '../program.ts'
import { describeLayers } from './run.ts'

/** What `rt layers` is asked to do. Paths are relative to the execution root. */
export interface LayersRequest {
  /** OCI layout directory whose layers are to be described. */
  readonly layout: string
  /** How the directory will be found later. */
  readonly key: string
  /** The layer set to write. */
  readonly layers: string
  /** Which image of an index. */
  readonly platform: WantedPlatform
}

interface Options extends WantedPlatform {
  readonly layout: string
  readonly key: string
  readonly layers: string
}

/** Defines `rt layers`. */
export const layersCommand: CommandFactory = () =>
  new Command('layers')
    .description('Describes the layers of an image that another tool has made')
    .requiredOption('--layout <dir>', 'OCI layout directory of the image')
    .requiredOption('--key <key>', 'how the directory is found later')
    .requiredOption('--layers <file>', 'layer set to write')
    .option('--os <name>', 'operating system: which image of an index')
    .option('--architecture <name>', 'CPU, likewise')
    .option('--variant <name>', 'variant of the CPU, likewise')
    .action(async ({ layout, key, layers, ...platform }: Options) => {
      await describeLayers({ layout, key, layers, platform })
    })

import { Command } from 'commander'
import type { WantedPlatform } from '../../../core/oci/choose_platform.ts'
import type { CommandFactory } from '../../command_factory.ts'
import { describeLayers } from './run.ts'

interface Options extends WantedPlatform {
  readonly layout: string
  readonly key: string
  readonly layers: string
}

/** Defines `rt image describe`. */
export const describeImageCommand: CommandFactory = () =>
  new Command('describe')
    .description('Describes the layers of an image that another tool has made')
    .requiredOption('--layout <dir>', 'OCI layout directory of the image')
    .requiredOption('--key <key>', 'how the directory is found later')
    .requiredOption('--layers <file>', 'layer set to write')
    .option('--os <name>', 'operating system: which image of an index')
    .option('--architecture <name>', 'CPU of the image')
    .option('--variant <name>', 'variant of the CPU')
    .action(async ({ layout, key, layers, ...platform }: Options) => {
      await describeLayers({ layout, key, layers, platform })
    })

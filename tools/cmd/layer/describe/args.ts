import { Command } from 'commander'
import type { CommandFactory } from '../../command_factory.ts'
import type { LayerRequest } from './run.ts'
import { describeLayer } from './run.ts'

/** Defines `rt layer describe`. */
export const describeLayerCommand: CommandFactory = () =>
  new Command('describe')
    .description('Describes an existing tar as a layer: plain, or compressed by gzip or zstd')
    .requiredOption('--tar <file>', 'archive to describe')
    .requiredOption('--key <key>', 'how the archive is found later')
    .requiredOption('--layers <file>', 'layer set to write')
    .action(async (request: LayerRequest) => {
      await describeLayer(request)
    })

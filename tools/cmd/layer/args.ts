import { Command } from 'commander'
import type { CommandFactory } from '../program.ts'
import { describeLayer } from './run.ts'

/** What `rt layer` is asked to do. Paths are relative to the execution root. */
export interface LayerRequest {
  /** The tar to describe. */
  readonly tar: string
  /** How it will be found later. */
  readonly key: string
  /** The layer set to write. */
  readonly layers: string
}

/** Defines `rt layer`. */
export const layerCommand: CommandFactory = () =>
  new Command('layer')
    .description('Describes an existing tar as a layer: plain, or compressed by gzip or zstd')
    .requiredOption('--tar <file>', 'archive to describe')
    .requiredOption('--key <key>', 'how the archive is found later')
    .requiredOption('--layers <file>', 'layer set to write')
    .action(async (request: LayerRequest) => {
      await describeLayer(request)
    })

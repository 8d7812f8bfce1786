import { Command } from 'commander'
import type { CommandFactory } from '../../command_factory.ts'
import { addRegistryOptions } from '../../registry_options.ts'
import type { FetchRequest } from './run.ts'
import { fetchLayers } from './run.ts'

/** Defines `rt fetch layers`, which `oci.pull` runs. */
export const fetchLayersCommand: CommandFactory = (shell) => {
  const command = new Command('layers')
    .description('Fetches the layers of a layer set that are in registries')
    .requiredOption('--layers <file>', 'the layer set')
    .requiredOption('--out <dir>', 'directory to write the files of its layers to')
  return addRegistryOptions(command).action(async (request: FetchRequest) => {
    await fetchLayers(shell, request)
  })
}

import { Command } from 'commander'
import type { CommandFactory } from '../program.ts'
import type { RegistryFlags } from '../registry_options.ts'
import { addRegistryOptions } from '../registry_options.ts'
import { fetchLayers } from './run.ts'

/** What `rt fetch` is asked to do. */
export interface FetchRequest extends RegistryFlags {
  /** A layer set that says where the layers are. */
  readonly layers: string
  /** Directory to write them to. */
  readonly out: string
}

/** Defines `rt fetch`, which `oci.pull` runs. */
export const fetchCommand: CommandFactory = (shell) => {
  const command = new Command('fetch')
    .description('Fetches the layers of a layer set that are in registries')
    .requiredOption('--layers <file>', 'the layer set')
    .requiredOption('--out <dir>', 'directory to write the files of its layers to')
  return addRegistryOptions(command).action(async (request: FetchRequest) => {
    await fetchLayers(shell, request)
  })
}

import { Command } from 'commander'
import type { CommandFactory } from '../../command_factory.ts'
import { addRegistryOptions } from '../../registry_options.ts'
import type { BaseRequest } from './run.ts'
import { describeBase } from './run.ts'

/** Defines `rt fetch base`, which `oci.pull` runs. */
export const fetchBaseCommand: CommandFactory = (shell) => {
  const command = new Command('base')
    .description('Fetches what an image of a registry is: manifest and config, but no layer')
    .requiredOption('--reference <reference>', 'what to fetch: [HOST[:PORT]/]NAME[:TAG][@DIGEST]')
    .requiredOption('--out <dir>', 'directory to write image.json, manifest.json and so on to')
    .option('--layer-key <prefix>', "what comes before the name of a layer's file in its key", '')
  return addRegistryOptions(command).action(async (request: BaseRequest) => {
    await describeBase(shell, request)
  })
}

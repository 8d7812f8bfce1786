import { Command } from 'commander'
import type { CommandFactory } from '../program.ts'
import type { RegistryFlags } from '../registry_options.ts'
import { addRegistryOptions } from '../registry_options.ts'
import { describeBase } from './run.ts'

/** What `rt base` is asked to do. */
export interface BaseRequest extends RegistryFlags {
  /** The image, as a person writes it. */
  readonly reference: string
  /** Directory to write to. */
  readonly out: string
  /** What comes before the name of a layer's file in its key. */
  readonly layerKey: string
}

/** Defines `rt base`, which `oci.pull` runs. */
export const baseCommand: CommandFactory = (shell) => {
  const command = new Command('base')
    .description('Fetches what an image of a registry is: manifest and config, but no layer')
    .requiredOption('--reference <reference>', 'what: [HOST[:PORT]/]NAME[:TAG][@DIGEST]')
    .requiredOption('--out <dir>', 'directory to write image.json, manifest.json and so on to')
    .option('--layer-key <prefix>', "what comes before the name of a layer's file in its key", '')
  return addRegistryOptions(command).action(async (request: BaseRequest) => {
    await describeBase(shell, request)
  })
}

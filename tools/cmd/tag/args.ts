import { Command } from 'commander'
import type { CommandFactory } from '../command_factory.ts'
import type { RegistryFlags, ReportFlags } from '../registry_options.ts'
import { addRegistryOptions, addReportOptions } from '../registry_options.ts'
import { tagImage } from './run.ts'

const EXAMPLES = `
Examples:
  rt tag registry.example.com/org/mnist:v1.2 v1 latest
  rt tag registry.example.com/org/mnist@sha256:... stable

The tags are set in the repository of the image; rt copy puts it into another one.`

/** Defines `rt tag`. */
export const tagCommand: CommandFactory = (shell) => {
  const command = new Command('tag')
    .description('Sets tags of an image or an index that a registry has')
    .argument('<reference>', 'what to fetch: [HOST[:PORT]/]NAME[:TAG][@DIGEST]')
    .argument('<tag...>', 'tags to set, such as v1')
  return addReportOptions(addRegistryOptions(command))
    .addHelpText('after', EXAMPLES)
    .action(
      async (image: string, tags: readonly string[], options: RegistryFlags & ReportFlags) => {
        const { json = false, quiet = false, ...flags } = options
        await tagImage({ image, tags, json, quiet, flags }, shell)
      },
    )
}

import { Command } from 'commander'
import { platformOption } from '../option_values.ts'
import type { CopyFlags } from '../copy_between.ts'
import type { CommandFactory } from '../command_factory.ts'
import { addRegistryOptions, addReportOptions } from '../registry_options.ts'
import { runPull } from './run.ts'

const EXAMPLES = `
Examples:
  rt pull ghcr.io/org/mnist:v1 mnist
  rt pull debian:12 debian --platform linux/arm64

The directory is made, or is an OCI layout already, to which the image is added under the name of its
tag, or another one: oci:DIR:NAME. An interrupted pull goes on where it stopped. An index is pulled whole unless --platform chooses
one of its images.`

/** Defines `rt pull`. */
export const pullCommand: CommandFactory = (shell) => {
  const command = new Command('pull')
    .description('Pulls an image or an index into an OCI layout directory, verified')
    .argument('<reference>', 'what to fetch: [HOST[:PORT]/]NAME[:TAG][@DIGEST]')
    .argument('<directory>', 'OCI layout directory to make or to add to')
    .option('--platform <os/arch>', 'pull only the image for this platform', (value) =>
      platformOption('--platform', value),
    )
  return addReportOptions(addRegistryOptions(command))
    .addHelpText('after', EXAMPLES)
    .action(async (reference: string, directory: string, flags: CopyFlags) => {
      await runPull(shell, reference, directory, flags)
    })
}

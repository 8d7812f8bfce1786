import { Command } from 'commander'
import { platformOption } from '../option_values.ts'
import type { CopyFlags } from '../copy_between.ts'
import type { CommandFactory } from '../command_factory.ts'
import { addRegistryOptions, addReportOptions } from '../registry_options.ts'
import { runCopy } from './run.ts'

const EXAMPLES = `
Examples:
  rt copy ghcr.io/org/mnist:v1 registry.example.com/org/mnist:v1
  rt copy docker.io/library/debian:12 oci:debian --platform linux/amd64
  rt copy oci:debian localhost:5000/debian:12

SOURCE and DESTINATION are HOST[:PORT]/NAME[:TAG][@DIGEST] or oci:DIR[:NAME]; ./DIR and /DIR are
layouts too, and so is a SOURCE that is an existing directory. NAME is a reference name in the layout, or a digest. An
index is copied whole unless --platform chooses one of its images. Digests do not change.`

/** Defines `rt copy`. */
export const copyCommand: CommandFactory = (shell) => {
  const command = new Command('copy')
    .description('Copies an image or an index between registries and OCI layouts')
    .argument('<source>', 'image to copy')
    .argument('<destination>', 'where to copy it')
    .option('--platform <os/arch>', 'copy only the image for this platform', (value) =>
      platformOption('--platform', value),
    )
    .option('--insecure-destination', 'allow plain HTTP and unverified TLS with the destination')
  return addReportOptions(addRegistryOptions(command, 'the source'))
    .addHelpText('after', EXAMPLES)
    .action(async (source: string, destination: string, flags: CopyFlags) => {
      await runCopy(shell, source, destination, flags)
    })
}

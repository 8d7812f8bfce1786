import { Command } from 'commander'
import type { CommandFactory } from '../command_factory.ts'
import type { RegistryFlags } from '../registry_options.ts'
import { addRegistryOptions } from '../registry_options.ts'
import { printDigest } from './run.ts'

interface Options extends RegistryFlags {
  readonly ref?: string
  readonly json?: boolean
}

const EXAMPLES = `
Examples:
  rt digest debian:12
  rt digest oci:mnist:v1

An existing path is read as a layout, anything else as a reference.`

/** Defines `rt digest`. */
export const digestCommand: CommandFactory = (shell) =>
  addRegistryOptions(
    new Command('digest')
      .description('Prints the digest of an image or an index')
      .argument('<image>', 'OCI layout directory, or [HOST[:PORT]/]NAME[:TAG][@DIGEST]')
      .option('--ref <name>', 'reference name of the image, if the layout has several')
      .option('--json', 'print JSON'),
  )
    .addHelpText('after', EXAMPLES)
    .action(async (image: string, { ref, json = false, ...flags }: Options) => {
      await printDigest({ image, reference: ref, json, flags }, shell)
    })

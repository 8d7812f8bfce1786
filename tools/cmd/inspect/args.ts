import { Command } from 'commander'
import type { Shell } from '../../node/shell.ts'
import type { CommandFactory } from '../command_factory.ts'
import type { RegistryFlags } from '../registry_options.ts'
import { addRegistryOptions } from '../registry_options.ts'
import { inspect } from './run.ts'

interface Options extends RegistryFlags {
  readonly ref?: string
  readonly json?: boolean
}

const EXAMPLES = `
Examples:
  rt inspect mnist
  rt inspect debian:12
  rt inspect oci:mnist:v1 --json

An existing directory is read as a layout, anything else as a reference. For an image in a registry,
only manifests and configs are fetched.`

/** Defines `rt inspect`. */
export const inspectCommand: CommandFactory = (shell: Shell) =>
  addRegistryOptions(
    new Command('inspect')
      .description('Shows an image: platform, settings and layers')
      .argument('<image>', 'OCI layout directory, or [HOST[:PORT]/]NAME[:TAG][@DIGEST]')
      .option('--ref <name>', 'reference name of the image, if the layout has several')
      .option('--json', 'print JSON'),
  )
    .addHelpText('after', EXAMPLES)
    .action(async (image: string, { ref, json = false, ...flags }: Options) => {
      await inspect({ image, reference: ref, json, flags }, shell)
    })

import { Command } from 'commander'
import type { CommandFactory } from '../../command_factory.ts'
import { addForRules } from '../../rule_options.ts'
import { collect } from '../../option_values.ts'
import { addRegistryOptions, addReportOptions } from '../../registry_options.ts'
import type { PackRequest } from './run.ts'
import { packImage } from './run.ts'

const EXAMPLES = `
Examples:
  bazel run //wine:wine.pack
  bazel run //wine:wine.pack -- --connections ~/connections.yaml --digest-file wine.digest
  bazel run //wine:wine.pack -- --no-push

The name of the image is printed, and result.json written to the directory where you are. A connection without
a password logs in as "docker login" has left it.`

/** Defines `rt pack run`. */
export const packCommand: CommandFactory = (shell) => {
  const command = new Command('run')
    .description(
      'Pushes a packaged model to the connection of its document, and writes result.json',
    )
    .option('--image-name <template>', "instead of the document's imageName")
    .option('--connections <file>', "instead of the target's connections (repeatable)", collect)
    .option('--digest-file <file>', 'file to write the digest to')
    .option('--status <file>', 'file to write the status of the packaging to, as YAML')
    .option('--no-push', 'only render the name and print it')
    .option('--dry-run', 'only report what would be sent')
  addReportOptions(addRegistryOptions(command, 'the registry of the connection'))
  return addRuleOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (request: PackRequest) => {
      await packImage(request, shell)
    })
}

/** What only rules write; all files are named by their runfiles keys. */
function addRuleOptions(command: Command): Command {
  return addForRules(command, (it) =>
    it
      .requiredOption('--image <key>', 'layout directory')
      .option('--layers <key>', 'layer set (repeatable)', collect)
      .requiredOption('--packager <id>', 'packager that documents must name')
      .requiredOption('--packaging <key>', 'file of documents (repeatable)', collect)
      .option('--packaging-id <id>', 'the packaging to use')
      .requiredOption('--model <key>', 'file with the name of the model')
      .option('--connections-file <key>', 'file of connections', collect),
  )
}

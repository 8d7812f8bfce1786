import { Command } from 'commander'
import type { CommandFactory } from '../command_factory.ts'
import type { RegistryFlags } from '../registry_options.ts'
import { addRegistryOptions } from '../registry_options.ts'
import { listRepository } from './run.ts'

const EXAMPLES = `
Examples:
  rt ls registry.example.com/org/mnist
  rt ls debian --json`

/** Defines `rt ls`. */
export const lsCommand: CommandFactory = (shell) =>
  addRegistryOptions(
    new Command('ls')
      .description('Lists the tags of a repository, one per line, in the order of the registry')
      .argument('<repository>', '[HOST[:PORT]/]NAME')
      .option('--json', 'print JSON'),
  )
    .addHelpText('after', EXAMPLES)
    .action(
      async (
        repository: string,
        { json = false, ...flags }: RegistryFlags & { readonly json?: boolean },
      ) => {
        await listRepository({ repository, json, flags }, shell)
      },
    )

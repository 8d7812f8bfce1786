import { Command } from 'commander'
import type { CommandFactory } from '../../command_factory.ts'
import { collect } from '../../option_values.ts'
import { runLocks } from './run.ts'

/** Defines `rt lock all`. */
export const lockAllCommand: CommandFactory = (shell) =>
  new Command('all')
    .description('Runs targets that write lock files, one after the other')
    .requiredOption('--program <key>', 'runfiles key of a target (repeatable)', collect)
    .argument('[arguments...]', 'passed to each of them')
    .allowUnknownOption()
    .action(async (args: readonly string[], { program }: { readonly program: readonly string[] }) =>
      runLocks({ programs: program, arguments: args }, shell),
    )

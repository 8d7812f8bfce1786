import { LongCommand } from '../../long_command.ts'
import type { CommandFactory } from '../../command_factory.ts'
import { lockRuntimes } from './run.ts'

interface Options {
  readonly workspace?: boolean
  readonly all?: boolean
}

/** Defines `rt lock runtimes`. */
export const lockRuntimesCommand: CommandFactory = (shell) =>
  new LongCommand('runtimes')
    .description('Writes lock files of accelerator runtimes: hashes, and the files that are used')
    .option('--workspace', 'files are named as a rule names them')
    .option('--all', 'fetch and look at every package again, not only what the lock lacks')
    .argument('<files...>', 'a set (JSON) and its lock file, in turn')
    .action(async (operands: readonly string[], { workspace = false, all = false }: Options) => {
      const files = operands.flatMap((set, index) => {
        const lock = operands[index + 1]
        return index % 2 === 0 && lock !== undefined ? [{ set, lock }] : []
      })
      await lockRuntimes({ files, inWorkspace: workspace, all }, shell)
    })

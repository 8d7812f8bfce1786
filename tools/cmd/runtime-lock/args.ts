import { LongCommand } from '../long_command.ts'
import type { CommandFactory } from '../program.ts'
import { lockRuntimes } from './run.ts'

/** What `rt runtime-lock` is asked to do. */
export interface RuntimeLockRequest {
  /** Descriptions of sets and the lock files that they become. */
  readonly files: readonly SetAndLock[]
  /** Whether `set` is a runfiles key and `lock` a path below the workspace. */
  readonly inWorkspace: boolean
  /** Whether to fetch also what the lock has already. */
  readonly all: boolean
}

/** A set and its lock file. */
export interface SetAndLock {
  readonly set: string
  readonly lock: string
}

interface Options {
  readonly workspace?: boolean
  readonly all?: boolean
}

/** Defines `rt runtime-lock`. */
export const runtimeLockCommand: CommandFactory = (shell) =>
  new LongCommand('runtime-lock')
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

import { LongCommand } from '../long_command.ts'
import type { CommandFactory } from '../program.ts'
import { writeMtree } from './run.ts'

/** What `rt mtree` is asked to do. Paths are relative to the execution root. */
export interface MtreeRequest {
  /** The mtree file to write. */
  readonly out: string
  /** Keep relative symbolic links that lead to something in the tree. */
  readonly preserveSymlinks: boolean
  /** Entry lines. */
  readonly entries: readonly string[]
}

interface Options {
  readonly out: string
  readonly preserveSymlinks?: boolean
}

/** Defines `rt mtree`. */
export const mtreeCommand: CommandFactory = () =>
  new LongCommand('mtree')
    .description('Lists files as mtree text, which rt tar makes a layer of')
    .requiredOption('--out <file>', 'mtree file to write')
    .option('--preserve-symlinks', 'keep relative links whose target is listed too')
    .argument('[entries...]', 'source<TAB>DEST<TAB>PATH and other entry lines')
    .action((entries: readonly string[], { out, preserveSymlinks = false }: Options) => {
      writeMtree({ out, preserveSymlinks, entries })
    })

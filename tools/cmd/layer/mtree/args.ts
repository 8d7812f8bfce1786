import { LongCommand } from '../../long_command.ts'
import type { CommandFactory } from '../../command_factory.ts'
import type { EntryOptions } from '../../entry_options.ts'
import { addEntryOptions, readChanges } from '../../entry_options.ts'
import { writeMtree } from './run.ts'

interface Options extends EntryOptions {
  readonly out: string
  readonly preserveSymlinks?: boolean
}

/** Defines `rt layer mtree`. */
export const mtreeCommand: CommandFactory = () =>
  addEntryOptions(new LongCommand('mtree'))
    .description('Lists files as mtree text, which rt layer tar makes a layer of')
    .requiredOption('--out <file>', 'mtree file to write')
    .option('--preserve-symlinks', 'keep relative links whose target is listed too')
    .argument('[entries...]', 'source<TAB>DEST<TAB>PATH and other entry lines')
    .action((entries: readonly string[], options: Options) => {
      const { out, preserveSymlinks = false } = options
      writeMtree({ out, preserveSymlinks, changes: readChanges(options), entries })
    })

import { Command } from 'commander'
import type { ItemKind } from '../../core/bento/item_kind.ts'
import { BENTO } from '../../core/bento/item_kind.ts'
import type { Shell } from '../../node/shell.ts'
import type { CommandFactory } from '../command_factory.ts'
import { exportItem } from './export_run.ts'

/** Defines `rt bento export`. */
export const exportBentoCommand: CommandFactory = (shell) => exportCommand(shell, BENTO)

/** Defines the command that exports an item of one kind. */
export function exportCommand(shell: Shell, kind: ItemKind): Command {
  return new Command('export')
    .description(`Writes a ${kind.title} of the store to one file`)
    .argument('<tag>', 'NAME:VERSION, or NAME for the newest')
    .argument('[out]', `file (${kind.extension}, .tar, .tar.gz, .tar.xz, .zip) or directory`)
    .action(async (tag: string, out: string | undefined) => {
      await exportItem({ kind, tag, out }, shell)
    })
}

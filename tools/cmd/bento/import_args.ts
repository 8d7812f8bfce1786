import { Command } from 'commander'
import type { ItemKind } from '../../core/bento/item_kind.ts'
import { BENTO } from '../../core/bento/item_kind.ts'
import type { Shell } from '../../node/shell.ts'
import type { CommandFactory } from '../command_factory.ts'
import { importItem } from './import_run.ts'

/** Defines `rt bento import`. */
export const importBentoCommand: CommandFactory = (shell) => importCommand(shell, BENTO)

/** Defines the command that imports an item of one kind. */
export function importCommand(shell: Shell, kind: ItemKind): Command {
  return new Command('import')
    .description(`Takes an exported ${kind.title} into the store`)
    .argument('<path>', 'what was exported: a file, whatever its name, or a directory')
    .action(async (path: string) => {
      await importItem({ kind, path }, shell)
    })
}

import { Command } from 'commander'
import type { ItemKind } from '../../core/bento/item_kind.ts'
import { BENTO } from '../../core/bento/item_kind.ts'
import type { Shell } from '../../node/shell.ts'
import type { CommandFactory } from '../command_factory.ts'
import { deleteItems } from './delete_run.ts'

/** Defines `rt bento delete`. */
export const deleteBentosCommand: CommandFactory = (shell) => deleteCommand(shell, BENTO)

/** Defines the command that deletes items of one kind. */
export function deleteCommand(shell: Shell, kind: ItemKind): Command {
  return new Command('delete')
    .description(`Deletes ${kind.titles} of the store: all that are named, or none`)
    .argument('<targets...>', 'NAME:VERSION, or NAME for all versions')
    .option('-y, --yes', 'do not ask', false)
    .action(async (targets: readonly string[], { yes }: { readonly yes: boolean }) => {
      await deleteItems({ kind, targets, yes }, shell)
    })
}

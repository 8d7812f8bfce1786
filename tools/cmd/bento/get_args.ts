import { Command, Option } from 'commander'
import type { ItemKind } from '../../core/bento/item_kind.ts'
import { BENTO } from '../../core/bento/item_kind.ts'
import type { Shell } from '../../node/shell.ts'
import type { CommandFactory } from '../command_factory.ts'
import type { GetFormat } from './get_run.ts'
import { getItem } from './get_run.ts'

/** Defines `rt bento get`. */
export const getBentoCommand: CommandFactory = (shell) => getCommand(shell, BENTO)

/** Defines the command that shows an item of one kind. */
export function getCommand(shell: Shell, kind: ItemKind): Command {
  return new Command('get')
    .description(`Shows a ${kind.title} of the store`)
    .argument('<tag>', 'NAME:VERSION, or NAME for the newest')
    .addOption(
      new Option('-o, --output <format>', 'how').choices(['yaml', 'json', 'path']).default('yaml'),
    )
    .action(async (tag: string, { output }: { readonly output: GetFormat }) => {
      await getItem({ kind, tag, format: output }, shell)
    })
}

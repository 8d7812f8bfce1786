import { Command, Option } from 'commander'
import type { ItemKind } from '../../core/bento/item_kind.ts'
import { BENTO } from '../../core/bento/item_kind.ts'
import type { Shell } from '../../node/shell.ts'
import type { CommandFactory } from '../command_factory.ts'
import type { ListFormat } from './list_run.ts'
import { listItems } from './list_run.ts'

/** Defines `rt bento list`. */
export const listBentosCommand: CommandFactory = (shell) => listCommand(shell, BENTO)

/** Defines the command that lists items of one kind. */
export function listCommand(shell: Shell, kind: ItemKind): Command {
  return new Command('list')
    .description(`Lists the ${kind.titles} of the store, the newest first`)
    .argument('[tag]', 'NAME or NAME:VERSION; all if not given')
    .addOption(
      new Option('-o, --output <format>', 'how')
        .choices(['table', 'json', 'yaml'])
        .default('table'),
    )
    .action(async (tag: string | undefined, { output }: { readonly output: ListFormat }) => {
      await listItems({ kind, tag, format: output }, shell)
    })
}

import { Command } from 'commander'
import { MODEL } from '../../core/bento/item_kind.ts'
import type { CommandFactory } from '../command_factory.ts'
import { deleteCommand } from './delete_args.ts'
import { exportCommand } from './export_args.ts'
import { getCommand } from './get_args.ts'
import { importCommand } from './import_args.ts'
import { listCommand } from './list_args.ts'

/** Defines `rt bento models`, whose commands are those of Bentos. */
export const modelsCommand: CommandFactory = (shell) => {
  const models = new Command('models').description(
    'Lists, shows, deletes, exports and imports models',
  )
  for (const make of [listCommand, getCommand, deleteCommand, exportCommand, importCommand]) {
    models.addCommand(make(shell, MODEL))
  }
  return models
}

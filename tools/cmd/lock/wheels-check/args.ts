import { Command } from 'commander'
import type { CommandFactory } from '../../command_factory.ts'
import type { WheelDocumentOptions } from '../../wheel_document_options.ts'
import { wheelDocuments, withWheelDocuments } from '../../wheel_document_options.ts'
import { checkWheelLock } from './run.ts'

interface Options extends WheelDocumentOptions {
  readonly lock?: string
  readonly root: string
}

/** Defines `rt lock wheels-check`. */
export const checkWheelLockCommand: CommandFactory = (shell) =>
  withWheelDocuments(new Command('wheels-check'))
    .description('Says how a lock file of wheels differs from what is wanted today')
    .requiredOption('--root <folder>', 'what paths are relative to')
    .option('--lock <file>', 'lock file, if there is one yet')
    .action(async ({ lock, root, ...options }: Options) => {
      await checkWheelLock({ lock, documents: { root, ...wheelDocuments(options) } }, shell)
    })

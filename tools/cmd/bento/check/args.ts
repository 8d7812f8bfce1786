import { Command } from 'commander'
import type { CommandFactory } from '../../command_factory.ts'
import { checkBentofile } from './run.ts'

/** Defines `rt bento check`. */
export const checkBentofileCommand: CommandFactory = (shell) =>
  new Command('check')
    .description('Says all that is wrong with a bentofile, with file, line and column')
    .argument('[bentofile]', 'bentofile.yaml, pyproject.toml, or a directory that has one')
    .option('--files', 'list the files of the Bento', false)
    .action(async (bentofile: string | undefined, { files }: { readonly files: boolean }) => {
      await checkBentofile({ bentofile, files }, shell)
    })

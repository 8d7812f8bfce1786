import { Command, Option } from 'commander'
import { findRunfiles } from '../../node/runfiles.ts'
import type { CommandFactory } from '../command_factory.ts'
import { addBento } from './add_run.ts'
import type { BuiltOptions } from './built_options.ts'
import { locateBuilt, withBuiltOptions } from './built_options.ts'

interface Options extends BuiltOptions {
  readonly output: 'default' | 'tag'
}

/** Defines `rt bento add`. */
export const addBentoCommand: CommandFactory = (shell) =>
  withBuiltOptions(new Command('add'))
    .description('Puts a Bento that a build has made, and its models, into the store')
    .addOption(
      new Option('-o, --output <format>', 'what to print: a sentence, or __tag__:TAG')
        .choices(['default', 'tag'])
        .default('default'),
    )
    .action(async ({ output, ...options }: Options) => {
      await addBento({ built: locateBuilt(options, findRunfiles(shell)), output }, shell)
    })

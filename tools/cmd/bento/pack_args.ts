import { Command } from 'commander'
import { findRunfiles } from '../../node/runfiles.ts'
import type { CommandFactory } from '../command_factory.ts'
import type { BuiltOptions } from './built_options.ts'
import { locateBuilt, withBuiltOptions } from './built_options.ts'
import { packBento } from './pack_run.ts'

/** Defines `rt bento pack`. */
export const packBentoCommand: CommandFactory = (shell) =>
  withBuiltOptions(new Command('pack'))
    .description('Writes a Bento that a build has made, and its models, to one file')
    .argument('[out]', 'file (.bento, .tar, .tar.gz, .tar.xz, .zip) or directory')
    .action(async (out: string | undefined, options: BuiltOptions) => {
      await packBento({ built: locateBuilt(options, findRunfiles(shell)), out }, shell)
    })

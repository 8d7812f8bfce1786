import { collect } from '../option_values.ts'
import type { CommandFactory } from '../command_factory.ts'
import { LongCommand } from '../long_command.ts'
import type { UnpackRequest } from './unpack_run.ts'
import { unpackBento } from './unpack_run.ts'

interface Options extends Omit<UnpackRequest, 'entries' | 'models'> {
  readonly model?: readonly string[]
}

/** Defines `rt bento unpack`. */
export const unpackBentoCommand: CommandFactory = () =>
  new LongCommand('unpack')
    .description('Copies a Bento without what says who made it, its models apart, as actions do')
    .requiredOption('--out <directory>', 'directory to write the Bento to')
    .requiredOption('--models-out <directory>', 'directory to write its models to')
    .requiredOption(
      '--pointers-out <directory>',
      'directory for what says which model is the latest',
    )
    .requiredOption('--tag-out <file>', 'file to write NAME:VERSION to')
    .requiredOption('--labels-out <file>', 'file to write labels of its image to')
    .requiredOption('--env-out <file>', 'file to write the environment of its image to')
    .option('--model <file>', 'model.yaml of a model that is not in it (repeatable)', collect)
    .argument('<entries...>', 'source<TAB>PATH<TAB>FILE lines: an export, or a directory')
    .action(async (entries: readonly string[], { model: models = [], ...options }: Options) => {
      await unpackBento({ ...options, models, entries })
    })

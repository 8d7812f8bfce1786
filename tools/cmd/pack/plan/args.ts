import type { CommandFactory } from '../../command_factory.ts'
import { LongCommand } from '../../long_command.ts'
import type { DocumentOptions, EnvironmentOptions } from '../../packaging_options.ts'
import {
  addDocumentOptions,
  addEnvironmentOptions,
  readDocumentOptions,
  readEnvironmentOptions,
} from '../../packaging_options.ts'
import type { PlanOutputs } from './run.ts'
import { planPackaging } from './run.ts'

type Options = DocumentOptions & EnvironmentOptions & PlanOutputs

/** Defines `rt pack plan`. */
export const planCommand: CommandFactory = (shell) => {
  const command = new LongCommand('plan')
    .description('Turns a document and a trained model into files and settings of an image')
    .requiredOption('--tree <directory>', 'directory to write the files of the model to')
    .requiredOption('--entrypoint <file>', 'file to write the entrypoint to')
    .requiredOption('--cmd <file>', 'file to write the default arguments to')
    .requiredOption('--env <file>', 'file to write the environment to')
    .requiredOption('--ports <file>', 'file to write the ports to')
    .requiredOption('--check <file>', 'file to write what is imported to check the model')
    .requiredOption('--model <file>', 'file to write the name of the model to')
  return addEnvironmentOptions(addDocumentOptions(command))
    .argument('[entries...]', 'source<TAB>PATH<TAB>FILE lines: the artifact')
    .action(async (entries: readonly string[], options: Options) => {
      const environment = readEnvironmentOptions(options)
      await planPackaging(
        { ...options, ...readDocumentOptions(options), environment, entries },
        shell,
      )
    })
}

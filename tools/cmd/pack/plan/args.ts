import type { CommandFactory } from '../../command_factory.ts'
import { LongCommand } from '../../long_command.ts'
import { collect, oneOf } from '../../option_values.ts'
import type { PlanRequest } from './run.ts'
import { planPackaging } from './run.ts'

interface Options extends Omit<PlanRequest, 'entries' | 'integration' | 'packaging'> {
  readonly packager: string
  readonly packaging: readonly string[]
}

const PACKAGERS = ['docker-cli', 'docker-rest', 'docker-triton'] as const

/** Defines `rt pack plan`. */
export const planCommand: CommandFactory = (shell) =>
  new LongCommand('plan')
    .description('Turns a document and a trained model into files and settings of an image')
    .requiredOption('--packager <id>', PACKAGERS.join(', '))
    .requiredOption('--packaging <file>', 'file of documents (repeatable)', collect)
    .option('--id <id>', 'the packaging that is meant')
    .requiredOption('--tree <directory>', 'directory to write the files of the model to')
    .requiredOption('--entrypoint <file>', 'file to write the entrypoint to')
    .requiredOption('--cmd <file>', 'file to write the default arguments to')
    .requiredOption('--env <file>', 'file to write the environment to')
    .requiredOption('--ports <file>', 'file to write the ports to')
    .requiredOption('--check <file>', 'file to write what is imported to check the model')
    .requiredOption('--model <file>', 'file to write the name of the model to')
    .option('--python-version <version>', 'version of the Python of the image')
    .option('--base', 'the image has a base')
    .argument('[entries...]', 'source<TAB>PATH<TAB>FILE lines: the artifact')
    .action(async (entries: readonly string[], options: Options) => {
      const { packager, ...others } = options
      const integration = oneOf('--packager', packager, PACKAGERS)
      await planPackaging({ ...others, integration, entries }, shell)
    })

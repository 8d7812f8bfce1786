import type { CommandFactory } from '../../command_factory.ts'
import { LongCommand } from '../../long_command.ts'
import { collect } from '../../option_values.ts'
import type { EnvironmentOptions } from '../../packaging_options.ts'
import { addEnvironmentOptions, readEnvironmentOptions } from '../../packaging_options.ts'
import { checkService } from './run.ts'

interface Options extends EnvironmentOptions {
  readonly requirements: string
  readonly name: string
  readonly out: string
  readonly serviceWheel?: readonly string[]
}

/** Defines `rt pack service`. */
export const serviceCommand: CommandFactory = () => {
  const command = new LongCommand('service')
    .description('Checks that a service works with the wheels that a model has in place of its own')
    .requiredOption('--name <name>', 'name of the service in messages')
    .requiredOption('--requirements <file>', 'what the service needs')
    .requiredOption('--out <file>', 'report to write')
    .option('--service-wheel <file>', 'wheel of the service (repeatable)', collect)
  return addEnvironmentOptions(command).action((options: Options) => {
    const { name, requirements, out, serviceWheel = [] } = options
    const environment = readEnvironmentOptions(options)
    checkService({ name, requirements, out, wheels: serviceWheel, environment })
  })
}

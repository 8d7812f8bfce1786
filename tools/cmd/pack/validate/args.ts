import { Command } from 'commander'
import type { CommandFactory } from '../../command_factory.ts'
import { collect } from '../../option_values.ts'
import { validateDocuments } from './run.ts'

interface Options {
  readonly connections?: readonly string[]
}

const EXAMPLES = `
Examples:
  rt pack validate packaging.yaml
  rt pack validate packaging.yaml --connections connections.yaml

Each file may hold several documents of the kinds ModelPackaging and Connection. Names of connections are
checked where one of the files has connections.`

/** Defines `rt pack validate`. */
export const validateCommand: CommandFactory = (shell) =>
  new Command('validate')
    .description('Checks documents of ODAHU, and names each mistake with its line')
    .argument('<files...>', 'files of YAML or JSON')
    .option('--connections <file>', 'file of connections (repeatable)', collect)
    .addHelpText('after', EXAMPLES)
    .action((files: readonly string[], { connections = [] }: Options) => {
      validateDocuments({ files, connections }, shell)
    })

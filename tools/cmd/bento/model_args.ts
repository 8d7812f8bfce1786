import { collect } from '../option_values.ts'
import type { CommandFactory } from '../command_factory.ts'
import { LongCommand } from '../long_command.ts'
import { readPairs } from './pairs.ts'
import type { ModelRequest } from './model_run.ts'
import { describeModel } from './model_run.ts'

interface Options {
  readonly tagOut: string
  readonly placeOut: string
  readonly documentOut: string
  readonly tree?: string
  readonly tag?: string
  readonly module: string
  readonly framework: string
  readonly frameworkVersion?: readonly string[]
  readonly label?: readonly string[]
  readonly metadata?: readonly string[]
  readonly signature?: readonly string[]
  readonly batchable?: readonly string[]
}

/** Defines `rt bento model`. */
export const describeModelCommand: CommandFactory = (shell) =>
  new LongCommand('model')
    .description('Reads or writes the description of a model, as actions do')
    .requiredOption('--tag-out <file>', 'file to write NAME:VERSION to')
    .requiredOption('--place-out <file>', 'file to write its directory in an image to')
    .requiredOption('--document-out <file>', 'file to write model.yaml to')
    .option('--tree <directory>', 'directory to unpack the one archive to that is given')
    .option('--tag <tag>', 'NAME or NAME:VERSION of files that have no model.yaml')
    .option('--module <name>', 'module of BentoML that loads them', '')
    .option('--framework <name>', 'name of their framework', '')
    .option('--framework-version <pair>', 'NAME=VERSION of what made them (repeatable)', collect)
    .option('--label <pair>', 'KEY=VALUE (repeatable)', collect)
    .option('--metadata <pair>', 'KEY=VALUE (repeatable)', collect)
    .option('--signature <name>', 'a method (repeatable)', collect)
    .option('--batchable <name>', 'a method that takes batches (repeatable)', collect)
    .argument('[entries...]', 'source<TAB>PATH<TAB>FILE lines: files by their path in the model')
    .action(async (entries: readonly string[], options: Options) => {
      await describeModel(requestOf(entries, options), shell.signal)
    })

function requestOf(entries: readonly string[], options: Options): ModelRequest {
  const { tagOut, placeOut, documentOut, tree, tag, module, framework } = options
  const { signature = [], batchable = [] } = options
  const facts = {
    ...{ module, framework },
    frameworkVersions: readPairs('framework-version', options.frameworkVersion),
    labels: readPairs('label', options.label),
    metadata: readPairs('metadata', options.metadata),
    signatures: Object.fromEntries(signature.map((name) => [name, batchable.includes(name)])),
  }
  return { tagOut, placeOut, documentOut, tree, tag, facts, entries }
}

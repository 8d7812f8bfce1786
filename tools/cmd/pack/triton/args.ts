import { availableParallelism } from 'node:os'
import type { CommandFactory } from '../../command_factory.ts'
import { LongCommand } from '../../long_command.ts'
import { readCount } from '../../option_values.ts'
import type { DocumentOptions, EnvironmentOptions } from '../../packaging_options.ts'
import {
  addDocumentOptions,
  addEnvironmentOptions,
  readDocumentOptions,
  readEnvironmentOptions,
} from '../../packaging_options.ts'
import type { TritonOutputs } from './run.ts'
import { planRepository } from './run.ts'

interface Options extends DocumentOptions, EnvironmentOptions, TritonOutputs {
  readonly bundleBelow: string
  readonly maxLayersFile: string
  readonly maxLayerSize?: string
}

/** Defines `rt pack triton`. */
export const tritonCommand: CommandFactory = (shell) => {
  const command = new LongCommand('triton')
    .description('Turns a document and a model into the layers and settings of a Triton image')
    .requiredOption('--layers <file>', 'layer set to write')
    .requiredOption('--unpacked <directory>', 'directory for the files of an archive')
    .requiredOption('--cmd <file>', 'file to write the command to')
    .requiredOption('--env <file>', 'file to write the environment to')
    .requiredOption('--ports <file>', 'file to write the ports to')
    .requiredOption('--model <file>', 'file to write the name of the model to')
    .option('--bundle-below <bytes>', 'smaller files share layers', String(64 * 1024 * 1024))
    .requiredOption('--max-layers-file <file>', 'most layers, written by rt layer budget')
    .option('--max-layer-size <bytes>', 'maximum size of a layer in bytes')
  return addEnvironmentOptions(addDocumentOptions(command))
    .argument('[entries...]', 'source<TAB>PATH<TAB>FILE and key<TAB>KEY<TAB>FILE lines')
    .action(async (entries: readonly string[], options: Options) => {
      const { bundleBelow, maxLayerSize, ...others } = options
      await planRepository(
        {
          ...others,
          ...readDocumentOptions(options),
          environment: readEnvironmentOptions(options),
          bundleBelow: readCount('bundle_below', bundleBelow, 0),
          maxLayerSize:
            maxLayerSize === undefined ? undefined : readCount('max_layer_size', maxLayerSize, 1),
          workers: availableParallelism(),
          entries,
        },
        shell,
      )
    })
}

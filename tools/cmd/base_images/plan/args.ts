import { Command } from 'commander'
import type { CommandFactory } from '../../command_factory.ts'
import type { MatrixOptions } from '../../matrix_options.ts'
import { addMatrixOptions, readMatrixOptions } from '../../matrix_options.ts'
import { planBaseImages } from './run.ts'

interface Options extends MatrixOptions {
  readonly manifestName?: string
}

/** Defines `rt base-images plan`, which `base_images.matrix` runs. */
export const planBaseImagesCommand: CommandFactory = (shell) =>
  addMatrixOptions(
    new Command('plan').description('Prints what is built of a manifest, as JSON for Bazel'),
  )
    .option('--manifest-name <name>', 'name of the manifest in messages')
    .action(({ manifestName, ...options }: Options) =>
      planBaseImages({ matrix: readMatrixOptions(options), manifestName }, shell),
    )

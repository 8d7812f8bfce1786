import { Command } from 'commander'
import type { CommandFactory } from '../../command_factory.ts'
import type { MatrixOptions } from '../../matrix_options.ts'
import { addMatrixOptions, readMatrixOptions } from '../../matrix_options.ts'
import { validateManifest } from './run.ts'

const EXAMPLES = `
Examples:
  rt base-images validate --manifest manifest.yml
  bazel run @bento_server//:manager -- validate --distros debian12`

/** A release for tags where the images are only looked at. */
const ANY_VERSION = 'VERSION'

/** Defines `rt base-images validate`. */
export const validateManifestCommand: CommandFactory = (shell) =>
  addMatrixOptions(
    new Command('validate').description(
      'Checks a manifest, names each mistake with its line, and lists the images',
    ),
  )
    .addHelpText('after', EXAMPLES)
    .action((options: MatrixOptions) => {
      const request = readMatrixOptions(options)
      validateManifest({ ...request, bentomlVersion: request.bentomlVersion ?? ANY_VERSION }, shell)
    })

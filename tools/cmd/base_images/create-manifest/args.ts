import { Command } from 'commander'
import { DOCKER_HUB } from '../../../core/reference.ts'
import type { CommandFactory } from '../../command_factory.ts'
import { wrongUsage } from '../../manager_usage.ts'
import type { MatrixOptions } from '../../matrix_options.ts'
import { addMatrixOptions, oneRegistry } from '../../matrix_options.ts'
import { createManifest } from './run.ts'

interface Options extends MatrixOptions {
  readonly cudaVersion: string
  readonly overwrite: boolean
}

const EXAMPLES = `
Examples:
  rt base-images create-manifest
  rt base-images create-manifest --manifest base_images/manifest.yml --registry ghcr.io`

/** Defines `rt base-images create-manifest`. */
export const createManifestCommand: CommandFactory = (shell) =>
  addMatrixOptions(new Command('create-manifest').description('Writes a manifest to start from'))
    .option('--cuda-version <version>', 'version of CUDA in cudnn images', '13.5.0')
    .option('--overwrite', 'replace an existing manifest', false)
    .addHelpText('after', EXAMPLES)
    .action(({ manifest, cudaVersion, registry, overwrite }: Options) => {
      if (!/^\d+\.\d+\.\d+$/.test(cudaVersion))
        throw wrongUsage(
          `Invalid value for '--cuda_version': '${cudaVersion}' is not of the form MAJOR.MINOR.PATCH`,
        )
      const starter = { cudaVersion, registry: oneRegistry(registry) ?? DOCKER_HUB }
      createManifest({ manifest, starter, overwrite }, shell)
    })

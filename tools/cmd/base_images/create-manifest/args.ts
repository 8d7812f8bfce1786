import { Command } from 'commander'
import type { CommandFactory } from '../../command_factory.ts'
import { wrongUsage } from '../../manager_usage.ts'
import type { MatrixOptions } from '../../matrix_options.ts'
import { addMatrixOptions } from '../../matrix_options.ts'
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
    .option('--overwrite', 'replace a manifest that is there', false)
    .addHelpText('after', EXAMPLES)
    .action(({ manifest, cudaVersion, registry = 'docker.io', overwrite }: Options) => {
      if (!/^\d+\.\d+\.\d+$/.test(cudaVersion))
        throw wrongUsage(
          `Invalid value for '--cuda_version': '${cudaVersion}' is not of the form MAJOR.MINOR.PATCH`,
        )
      createManifest({ manifest, starter: { cudaVersion, registry }, overwrite }, shell)
    })

import { Command } from 'commander'
import type { CommandFactory } from '../../command_factory.ts'
import type { MatrixOptions } from '../../matrix_options.ts'
import { addMatrixOptions, readMatrixOptions } from '../../matrix_options.ts'
import { generateFiles } from './run.ts'

interface Options extends MatrixOptions {
  readonly generatedDir: string
  readonly docsDir: string
  readonly dumpMetadata: boolean
  readonly overwrite: boolean
  readonly dryRun: boolean
}

const EXAMPLES = `
Examples:
  rt base-images generate --bentoml_version 1.4.40 --dump_metadata
  bazel run @bento_server//:manager -- generate

Writes a description of each image to generated/, and a README with all tags for registries to show. Nothing is
built, and no registry is contacted.`

/** Defines `rt base-images generate`. */
export const generateCommand: CommandFactory = (shell) =>
  addMatrixOptions(
    new Command('generate').description('Writes descriptions of the images, and the list of tags'),
  )
    .option('--generated-dir <dir>', 'where to write', 'generated')
    .option('--docs-dir <dir>', 'where to write what registries show', 'docs')
    .option('--dump-metadata', 'write build.meta.json and releases.meta.json as well', false)
    .option('--overwrite', 'remove previously generated files that are no longer produced', false)
    .option('--dry-run', 'list the files without writing them', false)
    .addHelpText('after', EXAMPLES)
    .action(({ generatedDir, docsDir, dumpMetadata, overwrite, dryRun, ...options }: Options) => {
      const matrix = readMatrixOptions(options)
      generateFiles({ matrix, generatedDir, docsDir, dumpMetadata, overwrite, dryRun }, shell)
    })

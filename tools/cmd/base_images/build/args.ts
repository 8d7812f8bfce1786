import { Command } from 'commander'
import type { Shell } from '../../../node/shell.ts'
import type { CommandFactory } from '../../command_factory.ts'
import type { MatrixOptions } from '../../matrix_options.ts'
import { addMatrixOptions, readMatrixOptions } from '../../matrix_options.ts'
import { count } from '../../option_values.ts'
import { parsePushFile } from '../../push_options.ts'
import type { RegistryFlags, ReportFlags } from '../../registry_options.ts'
import { addConnectionOptions, addReportOptions } from '../../registry_options.ts'
import type { BuildRequest } from './run.ts'
import { buildBaseImages } from './run.ts'

interface Options extends MatrixOptions, Omit<RegistryFlags, 'jobs'>, ReportFlags {
  readonly maxWorkers: number
  readonly dryRun: boolean
  readonly overwrite: boolean
  readonly target?: string
  readonly bazel?: string
  readonly generatedDir: string
}

const EXAMPLES = `
Examples:
  bazel run @bento_server//:manager -- build --bentoml_version 1.4.40 --releases runtime --max_workers 5
  bazel run @bento_server//:manager -- build --distros debian12 --python_version 3.11 --dry-run

Builds with Bazel, then pushes all images at once: every layer once, and all tags last. Base images are always among
them, unless --skip-base leaves them out. Release tags that point to another image are replaced only with --overwrite;
those of base and devel images always move.`

/** Defines `rt base-images build`. */
export const buildBaseImagesCommand: CommandFactory = (shell) => {
  const command = addMatrixOptions(new Command('build'))
    .description('Builds the images with Bazel and pushes them')
    .option(
      '--max-workers <number>',
      'actions, and blobs, to run in parallel',
      count('--max_workers'),
      5,
    )
    .option('--dry-run', 'list the images; build nothing, and contact no registry', false)
    .option('--overwrite', 'replace tags of a release that point to other images', false)
    .option(
      '--target <label>',
      `the oci_push of a {tag}; ${usualTarget(shell.context)} if not given`,
    )
    .option('--generated-dir <dir>', 'where generate has written: digests are added', 'generated')
    .option('--bazel <program>', 'Bazel; by default $BAZEL, or bazel on the PATH')
  return addReportOptions(addConnectionOptions(command, 'this registry'))
    .addHelpText('after', EXAMPLES)
    .action((options: Options) => buildBaseImages(shell, requestOf(options, shell)))
}

function requestOf(options: Options, { context, env }: Shell): BuildRequest {
  const { maxWorkers, dryRun, overwrite, target, bazel, generatedDir } = options
  const { json, quiet, insecure, caFile, timeout } = options
  return {
    matrix: readMatrixOptions(options),
    flags: {
      jobs: maxWorkers,
      ...(json !== undefined && { json }),
      ...(quiet !== undefined && { quiet }),
      ...(insecure !== undefined && { insecure }),
      ...(caFile !== undefined && { caFile }),
      ...(timeout !== undefined && { timeout }),
    },
    dryRun,
    overwrite,
    generatedDir,
    target: target ?? usualTarget(context),
    made: target === undefined ? madeOf(options) : undefined,
    bazel: bazel ?? (env['BAZEL'] || 'bazel'),
    readPush: parsePushFile,
  }
}

/** What the matrix beside the manager says about itself. */
function madeOf({ matrixVersion, unmade = [] }: MatrixOptions): BuildRequest['made'] {
  const pairs = unmade.map((text) => text.split(/=(.*)/s, 2) as [string, string])
  return { version: matrixVersion, unmade: new Map(pairs) }
}

/** Beside the target that speaks, as `base_images.matrix @bento_server//:manager`. */
function usualTarget(context: string): string {
  const repository = /(@[^/ ]+)\/\/:manager$/.exec(context)?.[1] ?? '@bento_server'
  return `${repository}//:{tag}.push`
}

import type { Command } from 'commander'
import { Option } from 'commander'
import { wrongUsage } from './manager_usage.ts'
import type { MatrixRequest } from './matrix_request.ts'
import { collect, readCount } from './option_values.ts'

/** The options of {@link addMatrixOptions}. */
export interface MatrixOptions {
  readonly manifest: string
  readonly bentomlVersion?: string
  readonly pythonVersions?: string
  readonly pythonVersion?: readonly string[]
  readonly distros?: readonly string[]
  readonly releases?: readonly string[]
  readonly skipBase: boolean
  readonly registry?: readonly string[]
  readonly organization: string
  readonly v: number
  /** The release that the matrix beside the manager makes. */
  readonly matrixVersion?: string
  /** `TAG=WHY` of images that this matrix does not make. */
  readonly unmade?: readonly string[]
}

/** Where the manifest is unless somebody says otherwise. */
export const USUAL_MANIFEST = 'manifest.yml'

/** Adds the options that say which images are meant; each is also read with "_" for "-". */
export function addMatrixOptions<T extends Command>(command: T): T {
  return command
    .option('--manifest <file>', 'the manifest of base images', USUAL_MANIFEST)
    .option('--bentoml-version <version>', 'the release of BentoML in the images')
    .option('--releases <release...>', 'base, runtime, cudnn, devel or all; all by default')
    .option('--python-version <version...>', 'versions of Python; by default those of the manifest')
    .option('--distros <name...>', 'distributions; by default those of the manifest')
    .option('--skip-base', 'leave base images out', false)
    .option(
      '--registry <host>',
      'where images go, HOST[:PORT] (repeatable); by default as the manifest says',
      collect,
    )
    .option('--organization <name>', 'the organisation there', 'bentoml')
    .option('-v <level>', 'how much to tell, from 0 to 5', (text) => readCount('-v', text, 0), 0)
    .addOption(
      new Option(
        '--python-versions <versions>',
        'versions where --python-version names none',
      ).hideHelp(),
    )
    .addOption(new Option('--matrix-version <version>', 'release of the matrix').hideHelp())
    .addOption(
      new Option('--unmade <tag=why>', 'an image that the matrix does not make')
        .argParser(collect)
        .hideHelp(),
    )
}

/**
 * The registry that a command is about which is about one only.
 *
 * @throws ExpectedFailure for several
 */
export function oneRegistry([first, ...others]: readonly string[] = []): string | undefined {
  if (others.length === 0) return first
  throw wrongUsage(`Option '--registry' takes one value here, and not ${1 + others.length}`)
}

/** Reads what {@link addMatrixOptions} added. */
export function readMatrixOptions(options: MatrixOptions): MatrixRequest {
  const { manifest, bentomlVersion, pythonVersion, distros, releases, v: verbosity } = options
  return {
    manifest,
    bentomlVersion,
    pythons: pythonVersion,
    usualPythons: options.pythonVersions?.split(','),
    distros,
    releases,
    skipBase: options.skipBase,
    registries: options.registry,
    organization: options.organization,
    verbosity,
  }
}

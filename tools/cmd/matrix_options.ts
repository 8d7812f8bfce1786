import type { Command } from 'commander'
import { Option } from 'commander'
import { readCount } from './option_values.ts'
import type { MatrixRequest } from './matrix_request.ts'

/** The options of {@link addMatrixOptions}. */
export interface MatrixOptions {
  readonly manifest: string
  readonly bentomlVersion?: string
  readonly pythonVersions?: string
  readonly pythonVersion?: readonly string[]
  readonly distros?: readonly string[]
  readonly releases?: readonly string[]
  readonly skipBase: boolean
  readonly registry?: string
  readonly organization: string
  readonly v: number
}

/** Where the manifest is unless somebody says otherwise. */
export const USUAL_MANIFEST = 'manifest.yml'

/** Adds the options that say which images are meant; each is also read with "_" for "-". */
export function addMatrixOptions<T extends Command>(command: T): T {
  return command
    .option('--manifest <file>', 'the manifest of base images', USUAL_MANIFEST)
    .option('--bentoml-version <version>', 'the release of BentoML in the images')
    .option('--releases <release...>', 'base, runtime, cudnn, devel or all; all if not given')
    .option(
      '--python-version <version...>',
      'versions of Python; those of the manifest if not given',
    )
    .option('--distros <name...>', 'distributions; those of the manifest if not given')
    .option('--skip-base', 'leave base images out', false)
    .option(
      '--registry <host>',
      'where images go, HOST[:PORT]; the first of the manifest if not given',
    )
    .option('--organization <name>', 'the organisation there', 'bentoml')
    .option('-v <level>', 'how much to tell, from 0 to 5', (text) => readCount('-v', text, 0), 0)
    .addOption(
      new Option(
        '--python-versions <versions>',
        'versions where --python-version names none',
      ).hideHelp(),
    )
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
    registry: options.registry,
    organization: options.organization,
    verbosity,
  }
}

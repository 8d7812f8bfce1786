import { resolve } from 'node:path'
import { checkChoices } from '../core/base_images/choices.ts'
import { repositoryOf } from '../core/base_images/destination.ts'
import type { Manifest } from '../core/base_images/manifest.ts'
import type { Matrix } from '../core/base_images/matrix.ts'
import { distrosOf, PACKAGE, planMatrix, pythonsOf } from '../core/base_images/matrix.ts'
import { readManifest } from '../core/base_images/read_manifest.ts'
import { RELEASE_TYPES } from '../core/base_images/words.ts'
import { Mistakes } from '../core/document/mistakes.ts'
import { ExpectedFailure } from '../core/failure.ts'
import type { Repository } from '../core/reference.ts'
import { DOCKER_HUB, isTag } from '../core/reference.ts'
import { readTextFile } from '../node/layer/text_file.ts'
import type { Shell } from '../node/shell.ts'
import { warn } from './document_warnings.ts'
import { wrongUsage } from './manager_usage.ts'
import { accept } from './option_values.ts'

/** Which images a command of the manager is about. */
export interface MatrixRequest {
  /** Relative to the workspace, or to the current directory without one. */
  readonly manifest: string
  /** What people call the manifest, where it is not that. */
  readonly manifestName?: string | undefined
  /** The release of BentoML; a command that needs one fails without. */
  readonly bentomlVersion: string | undefined
  /** Versions of Python that are asked for. */
  readonly pythons: readonly string[] | undefined
  /** Versions that are meant where none is asked for, and the manifest is not. */
  readonly usualPythons: readonly string[] | undefined
  readonly distros: readonly string[] | undefined
  /** Releases, or `all`. */
  readonly releases: readonly string[] | undefined
  readonly skipBase: boolean
  /** Where images go; undefined for the registries of the manifest. */
  readonly registries: readonly string[] | undefined
  readonly organization: string
  /** How much is told beside results. */
  readonly verbosity: number
}

/** What a request means. */
export interface RequestedMatrix {
  readonly manifest: Manifest
  /** Where the manifest is. */
  readonly path: string
  readonly matrix: Matrix
  /** One in each registry. */
  readonly repositories: readonly [Repository, ...Repository[]]
}

/** Every release of a matrix, beside their own names. */
const ALL = 'all'

/**
 * Reads the manifest, and plans the images that are asked for. Nothing is asked of a registry.
 *
 * @throws ExpectedFailure for mistakes in the manifest, wrong options, and where no image is left
 */
export function readMatrix(request: MatrixRequest, shell: Shell): RequestedMatrix {
  const { bentomlVersion } = request
  if (bentomlVersion === undefined) throw wrongUsage("Missing option '--bentoml_version'")
  if (!isTag(bentomlVersion)) throw failure({ reason: 'invalid-version', version: bentomlVersion })
  const { manifest, path } = loadManifest(request.manifest, shell, request.manifestName)
  const pythons = [...new Set([...(request.usualPythons ?? []), ...pythonsOf(manifest)])]
  choose('python_version', request.pythons, pythons)
  choose('distros', request.distros, distrosOf(manifest))
  choose('releases', request.releases, [...RELEASE_TYPES, ALL])
  const matrix = planMatrix(manifest, bentomlVersion, selectionOf(request))
  if (matrix.images.length === 0)
    throw failure({ reason: 'nothing-to-make', manifest: request.manifest })
  return { manifest, path, matrix, repositories: repositoriesOf(request, manifest) }
}

function repositoriesOf(
  { registries, organization }: MatrixRequest,
  manifest: Manifest,
): RequestedMatrix['repositories'] {
  const named = registries ?? manifest.registries.map(({ name }) => name)
  const [first = DOCKER_HUB, ...others] = new Set(named)
  const repository = (registry: string): Repository =>
    accept(repositoryOf(registry, organization, PACKAGE))
  return [repository(first), ...others.map(repository)]
}

/**
 * Reads a manifest; what may not be meant in it is told.
 *
 * @throws ExpectedFailure with all mistakes
 */
export function loadManifest(
  file: string,
  shell: Shell,
  name: string = file,
): { readonly manifest: Manifest; readonly path: string } {
  const path = resolve(workspaceOf(shell), file)
  const mistakes = new Mistakes()
  const manifest = readManifest(name, readTextFile(path), mistakes)
  warn(shell, mistakes)
  mistakes.throwIfAny()
  if (manifest === undefined)
    throw new Error(`nothing is wrong with ${file}, and it has no manifest`)
  return { manifest, path }
}

/** What paths of manifests and generated files are relative to. */
export function workspaceOf({
  env,
  workingDirectory,
}: Pick<Shell, 'env' | 'workingDirectory'>): string {
  return env['BUILD_WORKSPACE_DIRECTORY'] ?? workingDirectory
}

function selectionOf({
  releases,
  pythons,
  usualPythons,
  distros,
  skipBase,
}: MatrixRequest): Parameters<typeof planMatrix>[2] {
  const wanted = RELEASE_TYPES.filter((type) => releases?.includes(type))
  const versions = pythons ?? usualPythons
  return {
    ...(releases !== undefined && !releases.includes(ALL) && { releases: wanted }),
    ...(versions !== undefined && { pythons: versions }),
    ...(distros !== undefined && { distros }),
    skipBase,
  }
}

function choose(option: string, values: readonly string[] = [], choices: readonly string[]): void {
  const checked = checkChoices(option, values, choices)
  if (!checked.ok) throw wrongUsage(checked.failure)
}

function failure(
  what:
    | { readonly reason: 'invalid-version'; readonly version: string }
    | { readonly reason: 'nothing-to-make'; readonly manifest: string },
): ExpectedFailure {
  return new ExpectedFailure({ topic: 'base-images', ...what })
}

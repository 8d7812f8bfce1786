import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { withBuilt } from '../../../core/base_images/built.ts'
import type { MatrixImage } from '../../../core/base_images/matrix.ts'
import { unmadeImages } from '../../../core/base_images/unmade.ts'
import { ExpectedFailure } from '../../../core/failure.ts'
import type { Repository } from '../../../core/reference.ts'
import { formatReference } from '../../../core/reference.ts'
import { buildPrograms } from '../../../node/bazel.ts'
import type { ImageSource } from '../../../node/blob/image_source.ts'
import { readBuiltImage } from '../../../node/blob/built_image.ts'
import { readTextFile } from '../../../node/layer/text_file.ts'
import { refreshLockFile } from '../../../node/packages/lock_file.ts'
import type { Shell } from '../../../node/shell.ts'
import type { GivenPush } from '../../given_push.ts'
import { imageOf } from '../../given_push.ts'
import { describeMatrixImages } from '../../matrix_descriptions.ts'
import type { MatrixRequest, RequestedMatrix } from '../../matrix_request.ts'
import { readMatrix, workspaceOf } from '../../matrix_request.ts'
import type { PlannedPush } from '../../push_images.ts'
import { pushImages } from '../../push_images.ts'
import type { RegistryFlags, ReportFlags } from '../../registry_options.ts'

/** What `rt base-images build` is asked to do. */
export interface BuildRequest {
  readonly matrix: MatrixRequest
  /** `jobs` is for Bazel's actions, too. */
  readonly flags: RegistryFlags & ReportFlags
  /** Whether nothing is built, and no registry asked. */
  readonly dryRun: boolean
  /** Whether tags of a release are replaced that stand for other images. */
  readonly overwrite: boolean
  /** Label of the oci_push of an image, with `{tag}` in its place. */
  readonly target: string
  /** What is known of the matrix whose targets are meant; undefined where they are somebody's own. */
  readonly made: MadeMatrix | undefined
  readonly bazel: string
  /** Where generate has written; below the workspace, or the current directory. */
  readonly generatedDir: string
  /** Reads what a target of oci_push always passes. */
  readonly readPush: (text: string) => GivenPush
}

/** What a matrix of Bazel says about itself. */
export interface MadeMatrix {
  /** The release of BentoML that it makes; undefined where nobody says. */
  readonly version: string | undefined
  /** Tags that it has no image for, and why. */
  readonly unmade: ReadonlyMap<string, string>
}

/**
 * Builds images with Bazel, and pushes them: every layer once, and all tags last.
 *
 * @throws ExpectedFailure when one cannot be built, and nothing is pushed then; or when one cannot be pushed, and no
 *   tag points at something incomplete then
 */
export async function buildBaseImages(shell: Shell, request: BuildRequest): Promise<void> {
  const { matrix: wanted, flags, dryRun, bazel: program } = request
  const requested = readMatrix(wanted, shell)
  const { repositories } = requested
  const images = buildable(requested, request, shell)
  if (dryRun) return list(shell, images, repositories, flags)
  const labels = new Map(images.map((image) => [image, request.target.replace('{tag}', image.tag)]))
  if (wanted.verbosity > 0) for (const label of labels.values()) shell.stderr.write(`${label}\n`)
  const workspace = workspaceOf(shell)
  const bazel = { program, workspace, quiet: flags.quiet === true }
  const programs = await buildPrograms(bazel, [...labels.values()], flags.jobs, shell)
  const pushes = images.flatMap((image) => {
    const path = programs.get(nameOf(labels.get(image) ?? ''))
    if (path === undefined) throw notBuilt(labels.get(image) ?? '')
    return planPushes(image, path, repositories, request)
  })
  const pushed = await pushImages(shell, pushes, flags)
  const sources = pushed.filter((_, index) => index % repositories.length === 0)
  const built = { ...requested, matrix: { ...requested.matrix, images } }
  await noteBuilt(built, sources, resolve(workspace, request.generatedDir), workspace)
}

/** Adds digests to what generate has written about images. */
async function noteBuilt(
  requested: RequestedMatrix,
  sources: readonly ImageSource[],
  directory: string,
  workspace: string,
): Promise<void> {
  for (const [index, { path, text }] of describeMatrixImages(requested, workspace).entries()) {
    const source = sources[index]
    const file = resolve(directory, path)
    if (source === undefined || !existsSync(file)) continue
    refreshLockFile(file, withBuilt(text, await readBuiltImage(source)))
  }
}

/** The images that can be built; what cannot is told. */
function buildable(
  { manifest, matrix }: RequestedMatrix,
  { made }: BuildRequest,
  shell: Shell,
): readonly MatrixImage[] {
  const { images, bentomlVersion } = matrix
  if (made === undefined) return images
  if (images.some(isReleased) && made.version !== undefined && made.version !== bentomlVersion)
    throw otherVersion(bentomlVersion, made.version)
  const unmade = unmadeImages(manifest, matrix, made.unmade)
  for (const why of unmade.values()) shell.stderr.write(`${shell.context}: ${why}\n`)
  const left = images.filter(({ tag }) => !unmade.has(tag))
  if (left.length > 0) return left
  throw new ExpectedFailure({ topic: 'manager', reason: 'none-made', count: images.length })
}

function planPushes(
  image: MatrixImage,
  program: string,
  repositories: readonly Repository[],
  { overwrite, readPush }: BuildRequest,
): readonly PlannedPush[] {
  const given = imageOf(readPush(readTextFile(`${program}.args`)))
  return repositories.map((repository) => ({
    image: given,
    destination: { repository, tags: [image.tag], digest: undefined },
    platformTags: [],
    mountFrom: [],
    keepsTags: isReleased(image) && !overwrite,
    program,
  }))
}

/** Whether an image's tag names a release of BentoML, and so stays what it is. */
function isReleased({ release }: MatrixImage): boolean {
  return release === 'runtime' || release === 'cudnn'
}

/** The name of a target: `a.push` of `@bento_server//:a.push`, as of `//images/a.push`. */
function nameOf(label: string): string {
  return label.slice(Math.max(label.lastIndexOf(':'), label.lastIndexOf('/')) + 1)
}

function notBuilt(label: string): ExpectedFailure {
  return new ExpectedFailure({ topic: 'manager', reason: 'no-push-target', label })
}

function otherVersion(wanted: string, made: string): ExpectedFailure {
  return new ExpectedFailure({ topic: 'manager', reason: 'other-version', wanted, made })
}

/** Names what would be pushed. */
function list(
  shell: Shell,
  images: readonly MatrixImage[],
  repositories: readonly Repository[],
  { json }: ReportFlags,
): void {
  const listed = images.flatMap(({ tag, platforms }) =>
    repositories.map((repository) => ({
      reference: formatReference({ ...repository, tag, digest: undefined }),
      platforms,
    })),
  )
  const lines =
    json === true
      ? [JSON.stringify({ dryRun: true, images: listed })]
      : listed.map(({ reference }) => reference)
  shell.stdout.write(lines.map((line) => `${line}\n`).join(''))
}

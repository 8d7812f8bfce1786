import type { MatrixImage } from '../../../core/base_images/matrix.ts'
import { ExpectedFailure } from '../../../core/failure.ts'
import type { Repository } from '../../../core/reference.ts'
import { formatReference } from '../../../core/reference.ts'
import { buildPrograms } from '../../../node/bazel.ts'
import { readTextFile } from '../../../node/layer/text_file.ts'
import type { Shell } from '../../../node/shell.ts'
import type { GivenPush } from '../../given_push.ts'
import { imageOf } from '../../given_push.ts'
import type { MatrixRequest } from '../../matrix_request.ts'
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
  readonly bazel: string
  /** Reads what a target of oci_push always passes. */
  readonly readPush: (text: string) => GivenPush
}

/**
 * Builds images with Bazel, and pushes them: every layer once, and all tags last.
 *
 * @throws ExpectedFailure when one cannot be built, and nothing is pushed then; or when one cannot be pushed, and no
 *   tag points at something incomplete then
 */
export async function buildBaseImages(shell: Shell, request: BuildRequest): Promise<void> {
  const { matrix: wanted, flags, dryRun, bazel: program } = request
  const { matrix, repository } = readMatrix(wanted, shell)
  const { images } = matrix
  if (dryRun) return list(shell, images, repository, flags)
  const labels = new Map(images.map((image) => [image, request.target.replace('{tag}', image.tag)]))
  if (wanted.verbosity > 0) for (const label of labels.values()) shell.stderr.write(`${label}\n`)
  const workspace = workspaceOf(shell)
  const bazel = { program, workspace, quiet: flags.quiet === true }
  const programs = await buildPrograms(bazel, [...labels.values()], flags.jobs, shell)
  const pushes = images.map((image) => {
    const path = programs.get(nameOf(labels.get(image) ?? ''))
    if (path === undefined) throw notBuilt(labels.get(image) ?? '')
    return planPush(image, path, repository, request)
  })
  await pushImages(shell, pushes, flags)
}

function planPush(
  image: MatrixImage,
  program: string,
  repository: Repository,
  { overwrite, readPush }: BuildRequest,
): PlannedPush {
  const isReleased = image.release === 'runtime' || image.release === 'cudnn'
  return {
    image: imageOf(readPush(readTextFile(`${program}.args`))),
    destination: { repository, tags: [image.tag], digest: undefined },
    platformTags: [],
    mountFrom: [],
    keepsTags: isReleased && !overwrite,
    program,
  }
}

/** The name of a target: `a.push` of `@bento_server//:a.push`, as of `//images/a.push`. */
function nameOf(label: string): string {
  return label.slice(Math.max(label.lastIndexOf(':'), label.lastIndexOf('/')) + 1)
}

function notBuilt(label: string): ExpectedFailure {
  return new ExpectedFailure({ topic: 'manager', reason: 'no-push-target', label })
}

/** Names what would be pushed. */
function list(
  shell: Shell,
  images: readonly MatrixImage[],
  repository: Repository,
  { json }: ReportFlags,
): void {
  const listed = images.map(({ tag, platforms }) => ({
    reference: formatReference({ ...repository, tag, digest: undefined }),
    platforms,
  }))
  const lines =
    json === true
      ? [JSON.stringify({ dryRun: true, images: listed })]
      : listed.map(({ reference }) => reference)
  shell.stdout.write(lines.map((line) => `${line}\n`).join(''))
}

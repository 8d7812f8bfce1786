import { ExpectedFailure } from '../core/failure.ts'
import type { Digest } from '../core/digest.ts'
import type { Repository } from '../core/reference.ts'
import type { PlatformTag } from '../core/registry/platform_tags.ts'
import { platformTags } from '../core/registry/platform_tags.ts'
import type { ImageSource } from '../node/blob/image_source.ts'
import { indexEntries } from '../node/blob/index_entries.ts'
import type { GivenImage } from '../node/layout/given_image.ts'
import { openGivenImage } from '../node/layout/given_image.ts'
import { transferReporter } from '../node/progress/transfer_reporter.ts'
import { checkDigest } from '../node/registry/copy.ts'
import { LayerCache } from '../node/registry/layer_cache.ts'
import type { ImagePush } from '../node/registry/image_push.ts'
import { RegistryPool } from '../node/registry/registry_pool.ts'
import { Release } from '../node/registry/release.ts'
import { RemoteLayers } from '../node/registry/remote_layers.ts'
import { TransferTally } from '../node/registry/transfer_tally.ts'
import type { Shell } from '../node/shell.ts'
import type { ReleaseResult } from './pushed_images.ts'
import { releaseDocument, releaseLines, releaseSummary } from './pushed_images.ts'
import type { RegistryFlags, ReportFlags } from './registry_options.ts'
import { registryOptions, reportStyle } from './registry_options.ts'

/** Where to push. */
export interface Destination {
  readonly repository: Repository
  /** Each once. */
  readonly tags: readonly string[]
  /** What the image must be, where a person wrote the reference with a digest. */
  readonly digest: Digest | undefined
}

/** One of several images to push. */
export interface PlannedPush {
  readonly image: GivenImage
  readonly destination: Destination
  /** Templates of tags for the images of an index. */
  readonly platformTags: readonly string[]
  readonly mountFrom: readonly string[]
  /** See {@link ImagePush.keepsTags}. */
  readonly keepsTags?: boolean
  /** Program whose runfiles have the image; rt itself where absent. */
  readonly program?: string
}

/** What people say about a push of several images. */
export interface PushAllFlags extends RegistryFlags, ReportFlags {
  /** Bytes. */
  readonly chunkSize?: number
  readonly dryRun?: boolean
}

/**
 * Pushes any number of images, to any number of repositories and registries, and prints their digest references;
 * after a failure, those of the images that are done.
 *
 * @returns the images, in order
 * @throws ExpectedFailure when one cannot be pushed; no tag points at something incomplete then
 */
export async function pushImages(
  shell: Shell,
  pushes: readonly PlannedPush[],
  flags: PushAllFlags,
): Promise<readonly ImageSource[]> {
  using reporter = transferReporter(shell, reportStyle(flags))
  // What is said about the registries of the push says nothing about those of bases.
  const reading = registryOptions(shell, { ...flags, insecure: false }, reporter)
  using remote = new RemoteLayers(reading, new LayerCache(shell.env), 'prefer')
  using pool = new RegistryPool(registryOptions(shell, flags, reporter))
  const tally = new TransferTally(reporter.observe)
  const images: ImagePush[] = []
  for (const push of pushes) images.push(await openPush(shell, push, remote, pool))
  const dryRun = flags.dryRun === true
  const { jobs, chunkSize } = flags
  const release = new Release(images, { jobs, chunkSize, dryRun, observe: tally.observe })
  const began = Date.now()
  try {
    await release.push()
  } catch (error) {
    report(shell, flags, resultOf(pushes, release, pool, began))
    if (shell.signal.aborted) throw tally.interrupted(`pushing ${pushes.length} images`)
    throw error
  }
  report(shell, flags, resultOf(pushes, release, pool, began))
  return images.map(({ source }) => source)
}

async function openPush(
  shell: Shell,
  push: PlannedPush,
  remote: RemoteLayers,
  pool: RegistryPool,
): Promise<ImagePush> {
  const { destination, platformTags: templates, mountFrom, keepsTags = false, program } = push
  const { repository, tags, digest } = destination
  const owner = program === undefined ? shell : besideProgram(shell, program)
  const source = await openGivenImage(push.image, owner, remote.read)
  checkDigest({ ...repository, tag: undefined, digest }, source.root.digest)
  const imageTags = await tagsOfImages(source, templates, tags)
  return { source, client: pool.client(repository), tags, imageTags, mountFrom, keepsTags }
}

/** Where the runfiles of another program are found, and not those of this one. */
function besideProgram(
  { env, workingDirectory }: Shell,
  program: string,
): Pick<Shell, 'argv0' | 'env' | 'workingDirectory'> {
  const own = { ...env, RUNFILES_DIR: undefined, RUNFILES_MANIFEST_FILE: undefined }
  return { argv0: program, env: own, workingDirectory }
}

function resultOf(
  pushes: readonly PlannedPush[],
  release: Release,
  pool: RegistryPool,
  began: number,
): ReleaseResult {
  const outcomes = release.outcomes()
  const images = pushes.flatMap(({ destination: { repository } }, index) => {
    const outcome = outcomes[index]
    return outcome === undefined ? [] : [{ repository, outcome }]
  })
  const seconds = (Date.now() - began) / 1000
  return { images, requests: pool.requests, seconds, stoppedAt: release.stoppedAt }
}

/** The result to where results go; for people, a summary beside it. */
function report(shell: Shell, flags: PushAllFlags, result: ReleaseResult): void {
  const dryRun = flags.dryRun === true
  const isJson = flags.json === true
  const lines = isJson
    ? [JSON.stringify(releaseDocument(result, dryRun))]
    : releaseLines(result, dryRun)
  shell.stdout.write(lines.map((line) => `${line}\n`).join(''))
  if (isJson || flags.quiet === true) return
  const summary = releaseSummary(result, dryRun)
  shell.stderr.write(summary.map((line) => `${shell.context}: ${line}\n`).join(''))
}

/**
 * Makes the tags for the images of an index; what is one image is tagged like one of an index.
 *
 * @throws ExpectedFailure where a template makes no tag, or the same for several images
 */
export async function tagsOfImages(
  source: ImageSource,
  templates: readonly string[],
  tags: readonly string[],
): Promise<readonly PlatformTag[]> {
  if (templates.length === 0) return []
  const made = platformTags(templates, tags, await indexEntries(source))
  if (made.ok) return made.value
  throw new ExpectedFailure(made.failure)
}

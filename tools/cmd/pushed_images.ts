import { itemLines } from '../core/explanation.ts'
import { formatBytes } from '../core/progress/format.ts'
import type { Repository } from '../core/reference.ts'
import { digestReference, formatRepository } from '../core/reference.ts'
import type { PushOutcome } from '../node/registry/image_push.ts'
import { blobDocuments } from './registry_options.ts'

/** What a push of several images came to. */
export interface ReleaseResult {
  readonly images: readonly PushedImage[]
  /** Requests that were sent, to all registries. */
  readonly requests: number
  readonly seconds: number
  /** The repository at which it ended before it was done. */
  readonly stoppedAt: string | undefined
}

/** One image, and what became of it. */
export interface PushedImage {
  readonly repository: Repository
  readonly outcome: PushOutcome
}

/**
 * How far an image is: `done` with all its tags, `stored` by its digest while a tag is missing, or else `missing`.
 * A registry may have some blobs of what is missing.
 */
export function statusOf({ stored, tags }: PushOutcome): 'done' | 'stored' | 'missing' {
  if (!stored) return 'missing'
  return tags.some(({ status }) => status === 'missing') ? 'stored' : 'done'
}

/** The document that `--json` prints; docs/cli.md describes it. */
export function releaseDocument(
  { images, requests, seconds }: ReleaseResult,
  dryRun: boolean,
): Readonly<Record<string, unknown>> {
  return {
    complete: images.every(({ outcome }) => statusOf(outcome) === 'done'),
    dryRun,
    images: images.map(imageDocument),
    bytes: images
      .flatMap(({ outcome }) => outcome.blobs)
      .reduce((sum, { bytes }) => sum + bytes, 0),
    requests,
    seconds,
  }
}

function imageDocument({ repository, outcome }: PushedImage): Readonly<Record<string, unknown>> {
  const { root, tags, blobs } = outcome
  return {
    reference: digestReference(repository, root.digest),
    repository: formatRepository(repository),
    digest: root.digest,
    mediaType: root.mediaType,
    status: statusOf(outcome),
    tags,
    ...blobDocuments(blobs),
  }
}

/** What is printed without `--json`: the digest references of the images that are done, or what a dry run found. */
export function releaseLines({ images }: ReleaseResult, dryRun: boolean): readonly string[] {
  if (dryRun) return images.flatMap(plannedLines)
  const done = images.filter(({ outcome }) => statusOf(outcome) === 'done')
  return done.map(({ repository, outcome }) => digestReference(repository, outcome.root.digest))
}

function plannedLines({ repository, outcome }: PushedImage): readonly string[] {
  const { root, stored, tags } = outcome
  const reference = digestReference(repository, root.digest)
  const name = formatRepository(repository)
  return [
    `${stored ? 'present   ' : 'would push'}  ${reference}`,
    ...tags.map(
      ({ tag, status }) => `${status === 'present' ? 'present   ' : 'would set '}  ${name}:${tag}`,
    ),
  ]
}

/** What people are told beside the result. */
export function releaseSummary(result: ReleaseResult, dryRun: boolean): readonly string[] {
  const { images, stoppedAt } = result
  if (dryRun || images.length === 0) return []
  const undone = images.filter(({ outcome }) => statusOf(outcome) !== 'done')
  const sent = images.flatMap(({ outcome }) => outcome.blobs)
  const bytes = formatBytes(sent.reduce((sum, blob) => sum + blob.bytes, 0))
  const done = `${images.length - undone.length} of ${images.length} images are done, ${bytes} were sent`
  if (undone.length === 0) return [done]
  const where = stoppedAt === undefined ? '' : `; it ended at ${stoppedAt}`
  return [`${done}${where}; not done:${itemLines(undone.map(undoneLine))}`]
}

function undoneLine({ repository, outcome }: PushedImage): string {
  const { tags, root } = outcome
  const missing = tags.filter(({ status }) => status === 'missing').map(({ tag }) => tag)
  const name = formatRepository(repository)
  const what =
    missing.length === 0
      ? digestReference(repository, root.digest)
      : `${name}:${missing.join(', :')}`
  return statusOf(outcome) === 'stored' ? `${what} (the image is there by its digest)` : what
}

import { formatBytes, shortDigest } from '../../core/progress/format.ts'
import type { Repository } from '../../core/reference.ts'
import { digestReference, formatRepository } from '../../core/reference.ts'
import type { PushOutcome } from '../../node/registry/image_push.ts'
import { blobDocuments } from '../registry_options.ts'

/** What a push came to. */
export interface PushResult {
  readonly repository: Repository
  readonly outcome: PushOutcome
  readonly dryRun: boolean
  /** Requests that were sent. */
  readonly requests: number
  readonly seconds: number
}

/** The document that `--json` prints; docs/cli.md describes it. */
export function resultDocument(result: PushResult): Readonly<Record<string, unknown>> {
  const { repository, outcome, dryRun, requests, seconds } = result
  const { root, blobs, tags } = outcome
  return {
    reference: digestReference(repository, root.digest),
    repository: formatRepository(repository),
    digest: root.digest,
    mediaType: root.mediaType,
    dryRun,
    tags,
    ...blobDocuments(blobs),
    requests,
    seconds,
  }
}

/** What is printed without `--json`: the digest reference, and before it what a dry run found out. */
export function resultLines({ repository, outcome, dryRun }: PushResult): readonly string[] {
  const reference = digestReference(repository, outcome.root.digest)
  if (!dryRun) return [reference]
  const blobs = outcome.blobs.map(
    ({ role, digest, size, status }) =>
      `${status === 'missing' ? 'would push' : status.padEnd(10)}  ${role.padEnd(6)} ${shortDigest(digest)}  ${formatBytes(size)}`,
  )
  const tags = outcome.tags.map(
    ({ tag, status }) => `${status === 'missing' ? 'would set ' : status.padEnd(10)}  tag "${tag}"`,
  )
  return [...blobs, ...tags, reference]
}

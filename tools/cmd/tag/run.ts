import { ExpectedFailure } from '../../core/failure.ts'
import type { Reference } from '../../core/reference.ts'
import { digestReference, formatRepository, isTag } from '../../core/reference.ts'
import { transferReporter } from '../../node/progress/transfer_reporter.ts'
import type { TagOutcome } from '../../node/registry/image_push.ts'
import { fetchRoot } from '../../node/registry/registry_source.ts'
import { RepositoryClient } from '../../node/registry/repository.ts'
import { RegistrySession } from '../../node/registry/session.ts'
import type { TaggedImage } from '../../node/registry/write_tag.ts'
import { writeTag } from '../../node/registry/write_tag.ts'
import type { Shell } from '../../node/shell.ts'
import { readReference } from '../places.ts'
import type { RegistryFlags } from '../registry_options.ts'
import { registryOptions, reportStyle } from '../registry_options.ts'

/** What `rt tag` is asked to do. */
export interface TagRequest {
  /** A reference, as a person writes it. */
  readonly image: string
  readonly tags: readonly string[]
  readonly json: boolean
  readonly quiet: boolean
  readonly flags: RegistryFlags
}

/**
 * Sets tags of what a registry has, and prints its digest reference.
 *
 * @throws ExpectedFailure when it is not there, a tag is none, or the registry refuses
 */
export async function tagImage(request: TagRequest, shell: Shell): Promise<void> {
  const reference = readReference(request.image)
  const tags = [...new Set(request.tags)]
  const wrong = tags.find((tag) => !isTag(tag))
  if (wrong !== undefined)
    throw new ExpectedFailure({ topic: 'registry', reason: 'invalid-tag', tag: wrong })
  using reporter = transferReporter(shell, reportStyle(request))
  using registry = new RegistrySession(reference, registryOptions(shell, request.flags, reporter))
  const client = new RepositoryClient(registry)
  const image = await fetchRoot(client, reference)
  const outcomes: TagOutcome[] = []
  for (const tag of tags) {
    const outcome = await setTag(client, tag, image)
    reporter.observe({ event: 'tag', ...outcome })
    outcomes.push(outcome)
  }
  shell.stdout.write(`${resultText(request, reference, image, outcomes)}\n`)
}

async function setTag(
  client: RepositoryClient,
  tag: string,
  image: TaggedImage,
): Promise<TagOutcome & { readonly status: 'written' | 'present' }> {
  const found = await client.resolve(tag, client.pushScopes)
  if (found === image.descriptor.digest) return { tag, status: 'present' }
  await writeTag(client, tag, image)
  return { tag, status: 'written' }
}

function resultText(
  { json }: TagRequest,
  repository: Reference,
  { descriptor: { digest, mediaType } }: TaggedImage,
  tags: readonly TagOutcome[],
): string {
  const reference = digestReference(repository, digest)
  if (!json) return reference
  const document = { reference, repository: formatRepository(repository), digest, mediaType, tags }
  return JSON.stringify(document)
}

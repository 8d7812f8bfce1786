import type { Descriptor } from '../../core/descriptor.ts'
import type { Digest } from '../../core/digest.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { formatReference } from '../../core/reference.ts'
import type { RepositoryClient } from './repository.ts'

/** An image or an index to set a tag to. */
export interface TaggedImage {
  readonly descriptor: Descriptor
  /** The manifest or the index, as the registry has it. */
  readonly bytes: Uint8Array
}

/**
 * Sets a tag, and makes sure that it resolves to the image; where it does not, once more.
 *
 * @throws ExpectedFailure when the registry refuses, or the tag still means something else
 */
export async function writeTag(
  client: RepositoryClient,
  tag: string,
  image: TaggedImage,
): Promise<void> {
  const { digest } = image.descriptor
  const actual = await putTag(client, tag, image)
  if (actual === digest) return
  const second = await putTag(client, tag, image)
  if (second !== digest) throw notVerified(client, tag, digest, second)
}

/** Writes the manifest under a tag, and asks what the tag resolves to. */
async function putTag(
  client: RepositoryClient,
  tag: string,
  { descriptor, bytes }: TaggedImage,
): Promise<Digest | undefined> {
  await client.putManifest(tag, descriptor.mediaType, bytes)
  return client.resolve(tag, client.pushScopes)
}

function notVerified(
  { registry }: RepositoryClient,
  tag: string,
  expected: Digest,
  actual: Digest | undefined,
): ExpectedFailure {
  return new ExpectedFailure({
    topic: 'registry',
    reason: 'tag-not-verified',
    reference: formatReference({ ...registry.repository, tag, digest: undefined }),
    expected,
    actual: actual ?? 'nothing',
  })
}

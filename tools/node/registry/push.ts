import type { ImagePush, PushOutcome, PushSettings } from './image_push.ts'
import { Release } from './release.ts'

/** What to push where, and how. */
export interface PushRequest extends ImagePush, PushSettings {}

/**
 * Pushes an image or an index: blobs, then child manifests, then the manifest by digest, then tags, so
 * that a tag never points at something incomplete. What the registry has is not sent; when every tag
 * is right already, asking for that is all that is done.
 *
 * @throws ExpectedFailure when a source has changed, the registry refuses, or the budget is used up
 */
export async function push(request: PushRequest): Promise<PushOutcome> {
  const release = new Release([request], request)
  await release.push()
  const [outcome] = release.outcomes()
  if (outcome === undefined) throw new Error('a push of one image has one outcome')
  return outcome
}

import type { Digest } from '../digest.ts'
import { hexOfDigest } from '../digest.ts'

/** Where a layout keeps a blob (OCI image-spec, image-layout.md, "Blobs"). */
export function blobPath(digest: Digest): string {
  return `blobs/sha256/${hexOfDigest(digest)}`
}

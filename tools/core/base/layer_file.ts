import type { Digest } from '../digest.ts'
import { hexOfDigest } from '../digest.ts'

/** The name of the file that a layer is fetched to; a label of Bazel can hold it. */
export function layerFileName(digest: Digest): string {
  return `sha256-${hexOfDigest(digest)}`
}

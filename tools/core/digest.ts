import type { Result } from './result.ts'
import { err, ok } from './result.ts'

/** `sha256:` and 64 lower-case hexadecimal digits: the digest of bytes as stored (OCI image-spec, descriptor.md, "Digests"). */
export type Digest = string & { readonly __brand: 'Digest' }

/** The digest of a layer's uncompressed tar (OCI image-spec, config.md, `rootfs.diff_ids`). */
export type DiffId = string & { readonly __brand: 'DiffId' }

const SHA256_DIGEST = /^sha256:[0-9a-f]{64}$/

/** Checks the text of a sha256 digest; the failure is the text itself. */
export function parseDigest(text: string): Result<Digest, string> {
  return SHA256_DIGEST.test(text) ? ok(text as Digest) : err(text)
}

/** Makes a digest of 64 lower-case hexadecimal digits. Throws a TypeError for anything else. */
export function digestOfHex(hex: string): Digest {
  const parsed = parseDigest(`sha256:${hex}`)
  if (!parsed.ok) throw new TypeError(`Not a sha256 in hexadecimal: "${hex}"`)
  return parsed.value
}

/** The hexadecimal digits of a digest, as used in blob file names. */
export function hexOfDigest(digest: Digest | DiffId): string {
  return digest.slice('sha256:'.length)
}

/** The digest of an uncompressed layer is also its diff_id. */
export function diffIdOf(digest: Digest): DiffId {
  return digest as string as DiffId
}

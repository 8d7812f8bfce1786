import { hash } from 'node:crypto'
import type { Digest } from '../../core/digest.ts'
import { digestOfHex } from '../../core/digest.ts'

/** The digest of bytes in memory. */
export function sha256(bytes: Uint8Array): Digest {
  return digestOfHex(hash('sha256', bytes, 'hex'))
}

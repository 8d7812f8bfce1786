import { compareBytes } from '../entries/image_path.ts'
import type { UnpackedMember } from './unpacked.ts'

/** Where programs look for the certificates of all authorities in one file. */
export const CERTIFICATE_BUNDLE = 'etc/ssl/certs/ca-certificates.crt'

const CERTIFICATE = /^usr\/share\/ca-certificates\/.+\.crt$/

/**
 * The certificates that go into the bundle, in its order. The package ca-certificates makes the bundle in
 * its script, which is not run.
 */
export function certificatesOf(members: readonly UnpackedMember[]): readonly UnpackedMember[] {
  return members
    .filter(({ kind, path }) => kind === 'file' && CERTIFICATE.test(path))
    .sort((a, b) => compareBytes(a.path, b.path))
}

import { CERTIFICATE_BUNDLE } from '../deb/certificates.ts'
import type { UnpackedMember } from '../deb/unpacked.ts'
import type { Entry, ImagePath } from '../entries/entry.ts'
import { DEFAULT_ATTRIBUTES } from '../entries/entry.ts'

/**
 * Where Debian's OpenSSL looks for certificates when nobody tells it. The package of its command has this link, which
 * an interpreter does without.
 */
export const CERTIFICATE_LINK: Entry = {
  ...DEFAULT_ATTRIBUTES,
  mode: 0o777,
  kind: 'link',
  path: 'usr/lib/ssl/cert.pem' as ImagePath,
  target: `/${CERTIFICATE_BUNDLE}`,
}

const LIBRARY = /^usr\/lib\/python3(?:\.\d+)?\/.*\.py$/

/** Whether a member of a package is a Python file that scripts of the package would compile. */
export function isLibrarySource({ kind, path }: Pick<UnpackedMember, 'kind' | 'path'>): boolean {
  return kind === 'file' && LIBRARY.test(path)
}

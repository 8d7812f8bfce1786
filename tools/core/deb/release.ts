import { parseStanzas } from './stanza.ts'

/** A file of a release. */
export interface ReleaseFile {
  /** Below the folder of the release. */
  readonly path: string
  readonly sha256: string
  /** Bytes. */
  readonly size: number
}

/** Reads the hashes of a Release or InRelease file (wiki.debian.org/DebianRepository/Format, "Release files"). */
export function parseRelease(text: string): ReadonlyMap<string, ReleaseFile> {
  const files = new Map<string, ReleaseFile>()
  for (const stanza of parseStanzas(text)) {
    for (const line of (stanza.get('SHA256') ?? '').split('\n')) {
      const [sha256 = '', size = '', path = ''] = line.trim().split(/\s+/)
      if (path !== '') files.set(path, { path, sha256, size: Number(size) })
    }
  }
  return files
}

/** How the index of a component may be compressed, best first. */
const EXTENSIONS = ['.xz', '.gz', ''] as const

/**
 * The index of the packages of a component.
 *
 * @param architecture as Debian calls it
 * @returns undefined when the release has none
 */
export function packagesFile(
  files: ReadonlyMap<string, ReleaseFile>,
  component: string,
  architecture: string,
): ReleaseFile | undefined {
  for (const extension of EXTENSIONS) {
    const file = files.get(`${component}/binary-${architecture}/Packages${extension}`)
    if (file !== undefined) return file
  }
  return undefined
}

import type { ImagePath } from '../entries/entry.ts'

/** Directories of the root that are links to their namesakes in /usr (Debian Policy, section 10.1). */
const MERGED = /^(?:bin|sbin|lib|lib32|lib64|libx32)(?=\/|$)/

/** Where something goes in a system whose /bin, /sbin and /lib are links into /usr. */
export function mergedPath(path: ImagePath): ImagePath {
  return MERGED.test(path) ? (`usr/${path}` as ImagePath) : path
}

/** A link of the root that a merged system has. */
export interface MergedLink {
  readonly path: ImagePath
  readonly target: string
}

/** Architectures whose programs name a loader in /lib64 (System V ABI of each). */
const WITH_LIB64 = new Set(['amd64', 'loong64', 'ppc64', 'ppc64el'])

/**
 * The links that a merged system has in its root.
 *
 * @param architecture as Debian calls it
 */
export function mergedLinks(architecture: string): readonly MergedLink[] {
  const names = ['bin', 'lib', ...(WITH_LIB64.has(architecture) ? ['lib64'] : []), 'sbin']
  return names.map((name) => ({ path: name as ImagePath, target: `usr/${name}` }))
}

/** Whether a link of a package is one that a merged system has anyway. */
export function isMergedLink(path: ImagePath, target: string): boolean {
  return MERGED.test(path) && !path.includes('/') && target.replace(/^\//, '') === `usr/${path}`
}

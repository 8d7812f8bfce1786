import type { MatrixImage } from './matrix.ts'

/** The lock files that say what an image is made of, below the directory of the manifest. */
export interface ImageLocks {
  /** Of Debian packages; undefined where Python comes from a base image. */
  readonly packages: string | undefined
  /** Of wheels; undefined where BentoML is not in the image. */
  readonly wheels: string | undefined
}

/** Names the lock files of an image. */
export function locksOf({ source, release, python }: MatrixImage): ImageLocks {
  const musl = source.kind === 'image' && source.libc === 'musl' ? '-musl' : ''
  const set = release === 'devel' ? 'devel' : 'bentoml'
  return {
    packages: source.kind === 'packages' ? source.lock : undefined,
    wheels:
      release === 'base' || source.kind === 'unsaid'
        ? undefined
        : `locks/${set}-python${python}${musl}.lock.json`,
  }
}

import type { ReleaseType } from './words.ts'

/** What a tag says. */
export interface TagParts {
  readonly release: ReleaseType
  readonly python: string
  /** The distribution, as tags call it. */
  readonly suffix: string
  readonly conda: boolean
}

/**
 * The tag of an image. `runtime` and `cudnn` begin with the release of BentoML and name themselves at the end; `base`
 * and `devel` have no release: `1.0.0-python3.8-ubi8-cudnn`, `devel-python3.7-debian11-conda`.
 */
export function formatTag(
  { release, python, suffix, conda }: TagParts,
  bentomlVersion: string,
): string {
  const isReleased = release === 'runtime' || release === 'cudnn'
  return [
    isReleased ? bentomlVersion : release,
    `python${python}`,
    suffix,
    ...(isReleased ? [release] : []),
    ...(conda ? ['conda'] : []),
  ].join('-')
}

import type { Tag } from './tag.ts'

/** Where the Bento is in its image, without a slash before it: BENTO_PATH of BentoML's own images. */
export const BENTO_PLACE = 'home/bentoml/bento'

/** Where a model of the Bento is. */
export function modelPlace({ name, version }: Tag): string {
  return `${BENTO_PLACE}/models/${name}/${version}`
}

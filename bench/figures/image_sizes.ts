/** The two images that are pushed: the same bytes in one layer and in twenty. */
export const IMAGES = [
  { name: 'one', title: 'one layer of 2 GiB', layers: 1, bytesOfLayer: 2 ** 31 },
  { name: 'twenty', title: '20 layers of 100 MiB', layers: 20, bytesOfLayer: 100 * 2 ** 20 },
] as const

/** One of them. */
export type PushedImage = (typeof IMAGES)[number]

/** How a tar is compressed. Levels are those of the format's own tools. */
export type Codec =
  | { readonly compression: 'none' }
  | { readonly compression: 'gzip'; readonly level: number }
  | { readonly compression: 'zstd'; readonly level: number }

/** Levels that can be asked for, and the one that is used when nobody asks: that of the format's own tools. */
export const LEVELS = {
  gzip: { least: 0, most: 9, usual: 6 },
  zstd: { least: 1, most: 22, usual: 3 },
} as const

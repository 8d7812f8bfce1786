/** How far compressed data may grow. */
export interface ExpansionLimits {
  /** Bytes that may come out whatever went in: small files compress as well as they like. */
  readonly freeBytes: number
  /** Beyond those, bytes that come out for one that went in. */
  readonly ratio: number
  /** Bytes that may come out at all. */
  readonly maxBytes: number
}

const MIB = 1024 ** 2
const GIB = 1024 ** 3
const TIB = 1024 ** 4

/**
 * The most that a byte of compressed data may become once the free bytes came out. DEFLATE cannot reach
 * more than 1032; what zstd and xz can beyond that, real files do not.
 */
export const MAX_EXPANSION_RATIO = 1100

/** For a Debian package, a wheel, or another archive of one package. */
export const PACKAGE_EXPANSION: ExpansionLimits = {
  freeBytes: 64 * MIB,
  ratio: MAX_EXPANSION_RATIO,
  maxBytes: 32 * GIB,
}

/** For a layer: read through, never held or written, and some hold gigabytes of zeros for good reasons. */
export const LAYER_EXPANSION: ExpansionLimits = {
  freeBytes: 8 * GIB,
  ratio: MAX_EXPANSION_RATIO,
  maxBytes: 8 * TIB,
}

/**
 * Whether compressed data has grown too much, judged as it is being read.
 *
 * @param consumed compressed bytes that the decompressor was given so far
 * @param produced bytes that came out so far
 * @returns a clause that says what is too much; undefined while all is well
 */
export function excessiveExpansion(
  { freeBytes, ratio, maxBytes }: ExpansionLimits,
  consumed: number,
  produced: number,
): string | undefined {
  if (produced > maxBytes) return `it grows to more than ${maxBytes} bytes`
  if (produced <= freeBytes || produced <= consumed * ratio) return undefined
  return `it grows to more than ${ratio} times its size`
}

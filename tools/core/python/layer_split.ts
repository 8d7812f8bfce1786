/** From this many bytes on a file of a wheel has a layer of its own. */
const BIG_FILE = 64 * 1024 * 1024
/** Most big files of one set of wheels that have a layer each; the rest of them stay with the others. */
const MAX_BIG_FILES = 4
/** Bytes of wheels that stand for one big file: what is packed grows to about twice as much. */
const BYTES_PER_BIG_FILE = 32 * 1024 * 1024

/** A file, as far as its layer depends on it. */
export interface SizedContent {
  readonly path: string
  readonly size: number
}

/**
 * How many files of wheels may have a layer of their own. It depends on nothing but the bytes of the wheels, so that
 * the layers of a wheel are the same in every image, and that their number is known before anything is unpacked.
 *
 * @param archiveBytes of all wheels that are packed together
 */
export function bigFileAllowance(archiveBytes: number): number {
  return Math.min(MAX_BIG_FILES, Math.ceil(archiveBytes / BYTES_PER_BIG_FILE))
}

/**
 * Splits files into layers: big files alone, by path, then all others together.
 *
 * @param allowance most layers of one file
 */
export function splitIntoLayers<F extends SizedContent>(
  files: readonly F[],
  allowance: number,
): readonly (readonly F[])[] {
  const big = files
    .filter(({ size }) => size >= BIG_FILE)
    .sort((a, b) => b.size - a.size || (a.path < b.path ? -1 : 1))
    .slice(0, allowance)
  const alone = new Set(big)
  const rest = files.filter((file) => !alone.has(file))
  const byPath = [...alone].sort((a, b) => (a.path < b.path ? -1 : 1))
  return [...byPath.map((file) => [file]), ...(rest.length > 0 ? [rest] : [])]
}

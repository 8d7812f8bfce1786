/** The largest user and group that engines take: those above are refused when a container starts. */
export const MAX_ID = 2 ** 31 - 1

/** Bytes between two slashes of a path: Linux file systems allow no more. */
export const MAX_NAME_BYTES = 255

/** No character of UTF-16 has more bytes in UTF-8. */
const MAX_BYTES_OF_UNIT = 3

const ENCODER = new TextEncoder()

/** Whether a path has a name that no file system of Linux can hold. */
export function hasLongName(path: string): boolean {
  if (path.length * MAX_BYTES_OF_UNIT <= MAX_NAME_BYTES) return false
  return path.split('/').some((name) => ENCODER.encode(name).length > MAX_NAME_BYTES)
}

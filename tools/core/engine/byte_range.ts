/** The part of a blob that a request asks for, both ends included; undefined for all of it. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * Reads a `Range` header with one range of bytes, `bytes=START-[END]` or `bytes=-LAST`
 * (RFC 9110, section 14.1.2).
 *
 * @returns undefined where there is no header or it is of another form, which means the whole blob;
 * `unsatisfiable` where the range is outside of the blob
 */
export function parseByteRange(
  header: string | undefined,
  size: number,
): ByteRange | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (first === '' && last === '') return undefined
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  return start > end ? 'unsatisfiable' : { start, end }
}

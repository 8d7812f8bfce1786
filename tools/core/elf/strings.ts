import { decodeUtf8 } from '../utf8.ts'

/** The text up to the first NUL; undefined when there is none, or the text is not UTF-8. */
export function cString(bytes: Uint8Array): string | undefined {
  const end = bytes.indexOf(0)
  if (end < 0) return undefined
  const text = decodeUtf8(bytes.subarray(0, end))
  return text.ok ? text.value : undefined
}

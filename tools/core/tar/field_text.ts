import { decodeUtf8 } from '../utf8.ts'

/** The text of a field up to its first NUL: as UTF-8 where it is that, and else one character a byte. */
export function fieldText(field: Uint8Array): string {
  const end = field.indexOf(0)
  const bytes = end < 0 ? field : field.subarray(0, end)
  const text = decodeUtf8(bytes)
  return text.ok ? text.value : String.fromCharCode(...bytes.subarray(0, MAX_NAME_LENGTH))
}

/** No path is longer on Linux; also keeps what is passed as arguments within bounds. */
const MAX_NAME_LENGTH = 4096

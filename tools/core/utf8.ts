import type { Result } from './result.ts'
import { err, ok } from './result.ts'

const ENCODER = new TextEncoder()
const STRICT_DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The UTF-8 bytes of a text. */
export function encodeUtf8(text: string): Uint8Array {
  return ENCODER.encode(text)
}

/** The text of UTF-8 bytes; fails when they are not UTF-8. A byte order mark is kept. */
export function decodeUtf8(bytes: Uint8Array): Result<string, 'not UTF-8'> {
  try {
    return ok(STRICT_DECODER.decode(bytes))
  } catch {
    return err('not UTF-8')
  }
}

import { decodeUtf8 } from '../utf8.ts'

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/**
 * What a secret says that may be in base64: the decoded text where it is base64 (RFC 4648 §4) of printable
 * text, otherwise the text itself. Few passwords that people choose are both.
 */
export function decodeBase64(text: string): string {
  const trimmed = text.trim()
  if (trimmed === '' || !BASE64.test(trimmed)) return text
  const decoded = decodeUtf8(Uint8Array.from(atob(trimmed), (byte) => byte.charCodeAt(0)))
  if (!decoded.ok || /\p{Cc}/u.test(decoded.value.trimEnd())) return text
  return decoded.value.replace(/\n$/, '')
}

import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { decodeUtf8, encodeUtf8 } from '../utf8.ts'

/**
 * Encodes a path or a link target as one mtree word (vis(3), VIS_OCTAL): a backslash and three octal
 * digits for each byte that is not a visible ASCII character, and for `#`, `=` and the backslash.
 */
export function encodeVis(text: string): string {
  return text.replace(/[^!-~]+|[#=\\]/g, (run) =>
    Array.from(encodeUtf8(run), (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join(''),
  )
}

/**
 * Decodes a word of an mtree file. Understands octal escapes, `\\`, `\#`, and the letters of vis(3)
 * (`\s` is a space); the failure says what is wrong.
 */
export function decodeVis(word: string): Result<string, string> {
  if (!word.includes('\\')) return ok(word)
  const bytes: number[] = []
  for (const [whole, escape] of word.matchAll(/\\([0-3][0-7]{2}|.|$)|[^\\]+/gsu)) {
    if (escape === undefined) {
      bytes.push(...encodeUtf8(whole))
      continue
    }
    const byte = escape.length === 3 ? Number.parseInt(escape, 8) : LETTERS[escape]
    if (byte === undefined) return err(`unknown escape "${whole}"; write a backslash as "\\134"`)
    bytes.push(byte)
  }
  const decoded = decodeUtf8(Uint8Array.from(bytes))
  return decoded.ok ? decoded : err(`"${word}" is not UTF-8`)
}

const LETTERS: Readonly<Record<string, number>> = {
  a: 0x07,
  b: 0x08,
  t: 0x09,
  n: 0x0a,
  v: 0x0b,
  f: 0x0c,
  r: 0x0d,
  s: 0x20,
  '#': 0x23,
  '\\': 0x5c,
}

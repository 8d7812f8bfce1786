import { fieldOf, USTAR } from './ustar_fields.ts'

const SUM_AT = USTAR.chksum.offset
const SUM_END = SUM_AT + USTAR.chksum.length

/** True when the sum in a header block holds. All dialects of tar have it; some old writers took the bytes as signed. */
export function hasChecksum(block: Uint8Array): boolean {
  let unsigned = 0
  let signed = 0
  for (let index = 0; index < block.length; index++) {
    const byte = index >= SUM_AT && index < SUM_END ? 0x20 : (block[index] ?? 0)
    unsigned += byte
    signed += byte > 0x7f ? byte - 0x100 : byte
  }
  const text = String.fromCharCode(...fieldOf(block, USTAR.chksum))
  const stated = /^[ \0]*([0-7]+)/.exec(text)?.[1]
  const sum = stated === undefined ? -1 : Number.parseInt(stated, 8)
  return sum === unsigned || sum === signed
}

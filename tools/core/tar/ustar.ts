import { encodeUtf8 } from '../utf8.ts'
import { BLOCK_SIZE } from './block.ts'
import type { Field } from './ustar_fields.ts'
import { USTAR } from './ustar_fields.ts'

/** Fields of a ustar block that entries in a row mostly have in common. What does not fit a field is cut. */
export interface UstarCommon {
  readonly typeflag: string
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly mtime: number
  readonly linkname: string
  readonly uname: string
  readonly gname: string
}

/** Fields of a ustar block that differ from entry to entry. */
export interface UstarOwn {
  readonly name: string
  readonly prefix: string
  readonly size: number
}

/** A block without the fields of {@link UstarOwn} and the checksum. */
export interface UstarTemplate {
  readonly block: Uint8Array
  /** The sum of its bytes, with the checksum as eight spaces. */
  readonly sum: number
}

/** Writes the common fields (POSIX.1-2008, pax, "ustar Interchange Format"). */
export function ustarTemplate(fields: UstarCommon): UstarTemplate {
  const block = new Uint8Array(BLOCK_SIZE)
  const sum =
    USTAR.chksum.length * SPACE +
    writeNumber(block, USTAR.mode, fields.mode) +
    writeNumber(block, USTAR.uid, fields.uid) +
    writeNumber(block, USTAR.gid, fields.gid) +
    writeNumber(block, USTAR.mtime, fields.mtime) +
    writeText(block, USTAR.typeflag, fields.typeflag) +
    writeText(block, USTAR.linkname, fields.linkname) +
    writeText(block, USTAR.magic, 'ustar') +
    writeText(block, USTAR.version, '00') +
    writeText(block, USTAR.uname, fields.uname) +
    writeText(block, USTAR.gname, fields.gname) +
    writeNumber(block, USTAR.devmajor, 0) +
    writeNumber(block, USTAR.devminor, 0)
  return { block, sum }
}

/** Writes a whole block. Every field adds to the sum what it writes, so that nobody reads the block again for it. */
export function fillUstar(block: Uint8Array, template: UstarTemplate, own: UstarOwn): void {
  block.set(template.block)
  const sum =
    template.sum +
    writeText(block, USTAR.name, own.name) +
    writeNumber(block, USTAR.size, own.size) +
    writeText(block, USTAR.prefix, own.prefix)
  const { offset, length } = USTAR.chksum
  // Six digits, NUL, space.
  writeOctal(block, offset, length - 2, sum)
  block[offset + length - 1] = SPACE
}

const SPACE = 0x20

/**
 * Writes a text into a field, as much as fits.
 *
 * @returns the sum of the bytes written
 */
function writeText(block: Uint8Array, { offset, length }: Field, text: string): number {
  const end = Math.min(text.length, length)
  let sum = 0
  for (let index = 0; index < end; index++) {
    const unit = text.charCodeAt(index)
    if (unit > 0x7f)
      return sum + writeUtf8(block.subarray(offset + index, offset + length), text.slice(index))
    block[offset + index] = unit
    sum += unit
  }
  return sum
}

function writeUtf8(field: Uint8Array, text: string): number {
  const bytes = encodeUtf8(text).subarray(0, field.length)
  field.set(bytes)
  return bytes.reduce((sum, byte) => sum + byte, 0)
}

/** Writes a number in as many octal digits as a field has room for before its NUL. */
function writeNumber(block: Uint8Array, { offset, length }: Field, value: number): number {
  return writeOctal(block, offset, length - 1, value)
}

/**
 * Writes a number in octal digits; the byte after them stays NUL. Sizes pass 32 bits, which is as far as shifts go.
 *
 * @returns the sum of the bytes written
 */
function writeOctal(block: Uint8Array, offset: number, digits: number, value: number): number {
  let bits = value % REST
  let sum = 0
  for (let place = 0; place < digits; place++) {
    if (place === PLACES) bits = Math.floor(value / REST)
    const digit = ZERO + (bits & 7)
    block[offset + digits - 1 - place] = digit
    sum += digit
    bits >>>= 3
  }
  return sum
}

/** Digits that are written before the rest is: as many as 32 bits have room for. */
const PLACES = 10
const REST = 8 ** PLACES
/** The character 0. */
const ZERO = 0x30

import type { Timestamp } from '../entries/entry.ts'
import { encodeUtf8 } from '../utf8.ts'
import { fitsOctal, splitName } from './limits.ts'
import { paxBody, paxRecords } from './pax.ts'

/** Bytes of a tar block; headers and padded contents are multiples of it. */
export const BLOCK_SIZE = 512

/** Zero bytes at the end of an archive: two blocks (POSIX pax, "ustar Interchange Format"). */
export const END_OF_ARCHIVE_SIZE = 2 * BLOCK_SIZE

/** What a tar header says of one entry. */
export interface TarHeader {
  readonly kind: 'file' | 'directory' | 'link'
  /** Path without a slash at either end; the root is the empty text. */
  readonly path: string
  /** Bytes of the contents; 0 unless a file. */
  readonly size: number
  /** Permission bits. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly uname: string
  readonly gname: string
  readonly mtime: Timestamp
  /** What a symbolic link says; empty unless a link. */
  readonly target: string
}

/** Zero bytes that follow contents of a size, so that the next header starts on a block. */
export function paddingAfter(size: number): number {
  return (BLOCK_SIZE - (size % BLOCK_SIZE)) % BLOCK_SIZE
}

/**
 * Encodes the header of an entry: one ustar block, with a pax extended header before it where ustar cannot
 * say all (POSIX.1-2008, pax, "pax Interchange Format"). The same header is always the same bytes.
 */
export function encodeTarHeader(header: TarHeader): Uint8Array {
  const name = nameInArchive(header)
  const records = paxRecords(header, name)
  if (records.length === 0) return ustarBlock(ustarOf(header, name))
  const body = paxBody(records)
  const extended = ustarBlock({ ...EXTENDED_HEADER, size: body.length })
  const plain = ustarBlock(ustarOf(header, name))
  const bytes = new Uint8Array(
    extended.length + body.length + paddingAfter(body.length) + plain.length,
  )
  bytes.set(extended)
  bytes.set(body, extended.length)
  bytes.set(plain, bytes.length - plain.length)
  return bytes
}

/** Directories end in a slash, so that old readers know them. */
function nameInArchive(header: TarHeader): string {
  if (header.kind !== 'directory') return header.path
  return header.path === '' ? './' : `${header.path}/`
}

/** The fields of a ustar block as they are written; what does not fit was said by pax and is cut here. */
interface UstarFields {
  readonly name: string
  readonly prefix: string
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly size: number
  readonly mtime: number
  readonly typeflag: string
  readonly linkname: string
  readonly uname: string
  readonly gname: string
}

const EXTENDED_HEADER: UstarFields = {
  name: '././@PaxHeader',
  prefix: '',
  mode: 0o644,
  uid: 0,
  gid: 0,
  size: 0,
  mtime: 0,
  typeflag: 'x',
  linkname: '',
  uname: '',
  gname: '',
}

const TYPEFLAGS = { file: '0', link: '2', directory: '5' } as const

function ustarOf(header: TarHeader, fullName: string): UstarFields {
  const split = splitName(fullName) ?? { prefix: '', name: fullName }
  return {
    ...split,
    mode: header.mode,
    uid: fitsOctal(header.uid, 7) ? header.uid : 0,
    gid: fitsOctal(header.gid, 7) ? header.gid : 0,
    size: fitsOctal(header.size, 11) ? header.size : 0,
    mtime: fitsOctal(header.mtime.seconds, 11) ? header.mtime.seconds : 0,
    typeflag: TYPEFLAGS[header.kind],
    linkname: header.target,
    uname: header.uname,
    gname: header.gname,
  }
}

function ustarBlock(fields: UstarFields): Uint8Array {
  const block = new Uint8Array(BLOCK_SIZE)
  writeText(block, 0, 100, fields.name)
  writeOctal(block, 100, 7, fields.mode)
  writeOctal(block, 108, 7, fields.uid)
  writeOctal(block, 116, 7, fields.gid)
  writeOctal(block, 124, 11, fields.size)
  writeOctal(block, 136, 11, fields.mtime)
  writeText(block, 156, 1, fields.typeflag)
  writeText(block, 157, 100, fields.linkname)
  writeText(block, 257, 6, 'ustar')
  writeText(block, 263, 2, '00')
  writeText(block, 265, 32, fields.uname)
  writeText(block, 297, 32, fields.gname)
  writeOctal(block, 329, 7, 0)
  writeOctal(block, 337, 7, 0)
  writeText(block, 345, 155, fields.prefix)
  writeChecksum(block)
  return block
}

/** Writes a text cut to a field; what is longer or not ASCII was said by pax before. */
function writeText(block: Uint8Array, offset: number, length: number, text: string): void {
  for (let index = 0; index < text.length && index < length; index++) {
    const unit = text.charCodeAt(index)
    if (unit > 0x7f) {
      block.set(encodeUtf8(text.slice(index, length)).subarray(0, length - index), offset + index)
      return
    }
    block[offset + index] = unit
  }
}

/** Writes a number in octal digits; the byte after them stays NUL. Sizes pass 32 bits, so no shifts. */
function writeOctal(block: Uint8Array, offset: number, digits: number, value: number): void {
  let rest = value
  let index = offset + digits
  while (rest > 0) {
    const digit = rest % 8
    block[--index] = ZERO + digit
    rest = (rest - digit) / 8
  }
  while (index > offset) block[--index] = ZERO
}

/** The character 0. */
const ZERO = 0x30

/** The sum of all bytes with the field itself as spaces: six digits, NUL, space. */
function writeChecksum(block: Uint8Array): void {
  block.fill(0x20, 148, 156)
  let sum = 0
  for (let index = 0; index < BLOCK_SIZE; index++) sum += block[index] ?? 0
  writeOctal(block, 148, 6, sum)
  block[154] = 0
}

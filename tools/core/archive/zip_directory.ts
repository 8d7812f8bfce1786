import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { decodeUtf8 } from '../utf8.ts'
import type { MemberKind } from './safe_member.ts'

/** A member of a zip file, as its central directory states it. */
export interface ZipMember {
  readonly name: string
  /** The name as the archive has it. */
  readonly nameBytes: Uint8Array
  /** 0 for stored, 8 for deflate; others are refused. */
  readonly method: number
  readonly crc32: number
  readonly compressedSize: number
  readonly size: number
  /** Where its local header starts. */
  readonly offset: number
  /** Bytes between its local header and the next one, or the directory: header, name, extra field and data. */
  readonly extent: number
  /** Unix mode with the bits of its kind; 0 where the archive has none. */
  readonly mode: number
}

/** Where the central directory of a zip file is. */
export interface ZipDirectoryRange {
  readonly offset: number
  readonly size: number
  readonly count: number
}

/** Bytes at the end of a file in which the end record is: itself, the longest comment, and the locator of zip64. */
export const ZIP_TAIL_SIZE = 22 + 0xffff + 20
/** Bytes of the end record of zip64. */
export const ZIP64_END_SIZE = 56
/** Bytes of a local header before the name. */
export const LOCAL_HEADER_SIZE = 30

const END_SIGNATURE = 0x06054b50
const ZIP64_LOCATOR_SIGNATURE = 0x07064b50
const ZIP64_END_SIGNATURE = 0x06064b50
const CENTRAL_SIGNATURE = 0x02014b50
const LOCAL_SIGNATURE = 0x04034b50
const CENTRAL_SIZE = 46
const END_SIZE = 22
const FULL_32 = 0xffffffff
const ZIP64_EXTRA = 1
const STORED = 0
const DEFLATED = 8
const ENCRYPTED = 1
/** Bits of a Unix mode that say what a file is, and those that a zip file may have here. */
const KIND_BITS = 0o170000
const REGULAR = 0o100000
const SYMLINK = 0o120000

/** What a member is, by its name and its Unix mode, which is 0 where the archive has none. */
export function zipMemberKind(name: string, mode: number): MemberKind {
  if (name.endsWith('/')) return 'directory'
  const kind = mode & KIND_BITS
  if (kind === SYMLINK) return 'symlink'
  return kind === REGULAR || kind === 0 ? 'file' : 'special'
}

/**
 * Finds the directory of a zip file (APPNOTE 6.3.10, 4.3.16) by the last bytes of the file.
 *
 * @param tail the last {@link ZIP_TAIL_SIZE} bytes, or the whole of a shorter file
 * @returns where it is, or where the record of a larger archive is that says so; a clause when it is not a zip file
 */
export function findZipDirectory(
  tail: Uint8Array,
): Result<ZipDirectoryRange | { readonly zip64: number }, string> {
  const view = viewOf(tail)
  for (let at = tail.length - END_SIZE; at >= 0; at--) {
    if (view.getUint32(at, true) !== END_SIGNATURE) continue
    if (at + END_SIZE + view.getUint16(at + 20, true) !== tail.length) continue
    const locator = at - 20
    if (locator >= 0 && view.getUint32(locator, true) === ZIP64_LOCATOR_SIGNATURE)
      return ok({ zip64: Number(view.getBigUint64(locator + 8, true)) })
    if (view.getUint16(at + 4, true) !== 0) return err('it is one part of several')
    const count = view.getUint16(at + 10, true)
    return ok({
      count,
      size: view.getUint32(at + 12, true),
      offset: view.getUint32(at + 16, true),
    })
  }
  return err('it has no directory at its end')
}

/** Reads the end record of an archive that is too large for the ordinary one. */
export function readZip64End(bytes: Uint8Array): Result<ZipDirectoryRange, string> {
  const view = viewOf(bytes)
  if (bytes.length < ZIP64_END_SIZE || view.getUint32(0, true) !== ZIP64_END_SIGNATURE)
    return err('it has no directory where it says')
  return ok({
    count: Number(view.getBigUint64(32, true)),
    size: Number(view.getBigUint64(40, true)),
    offset: Number(view.getBigUint64(48, true)),
  })
}

/**
 * Reads the central directory. Members that share bytes are refused: that is how small archives grow without end.
 *
 * @returns the members in the order of their bytes, or a clause that says what is wrong
 */
export function readZipDirectory(
  directory: Uint8Array,
  range: ZipDirectoryRange,
): Result<readonly ZipMember[], string> {
  const view = viewOf(directory)
  const members: Omit<ZipMember, 'extent'>[] = []
  let at = 0
  while (at < directory.length) {
    const member = readMember(directory, view, at)
    if (!member.ok) return member
    members.push(member.value.member)
    at = member.value.end
  }
  if (members.length !== range.count) return err('its directory is damaged')
  return withExtents(members, range.offset)
}

function readMember(
  directory: Uint8Array,
  view: DataView,
  at: number,
): Result<{ readonly member: Omit<ZipMember, 'extent'>; readonly end: number }, string> {
  if (at + CENTRAL_SIZE > directory.length || view.getUint32(at, true) !== CENTRAL_SIGNATURE)
    return err('its directory is damaged')
  const nameEnd = at + CENTRAL_SIZE + view.getUint16(at + 28, true)
  const extraEnd = nameEnd + view.getUint16(at + 30, true)
  const end = extraEnd + view.getUint16(at + 32, true)
  if (end > directory.length) return err('its directory is damaged')
  const nameBytes = directory.subarray(at + CENTRAL_SIZE, nameEnd)
  const name = decodeUtf8(nameBytes)
  if (!name.ok) return err('the name of a member is not UTF-8')
  const method = view.getUint16(at + 10, true)
  if (method !== STORED && method !== DEFLATED)
    return err(`"${name.value}" is compressed by a method that wheels do not have: ${method}`)
  if (view.getUint16(at + 8, true) & ENCRYPTED) return err(`"${name.value}" is encrypted`)
  const large = largeNumbers(view, nameEnd, extraEnd)
  const number = (offset: number): number => {
    const value = view.getUint32(at + offset, true)
    return value === FULL_32 ? (large.shift() ?? Number.NaN) : value
  }
  // The order in which the extra field has those that do not fit.
  const size = number(24)
  const compressedSize = number(20)
  const offset = number(42)
  if (![size, compressedSize, offset].every(Number.isSafeInteger))
    return err('its directory is damaged')
  // Wheels that are made on Windows have modes as well, as installers read them.
  const mode = view.getUint32(at + 38, true) >>> 16
  const crc32 = view.getUint32(at + 16, true)
  return ok({
    member: { name: name.value, nameBytes, method, crc32, compressedSize, size, offset, mode },
    end,
  })
}

/** The 64-bit numbers of the extra field for zip64; none where there is no such field. */
function largeNumbers(view: DataView, start: number, end: number): number[] {
  for (let at = start; at + 4 <= end; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== ZIP64_EXTRA) continue
    const count = Math.floor(Math.min(view.getUint16(at + 2, true), end - at - 4) / 8)
    return Array.from({ length: count }, (_, index) =>
      Number(view.getBigUint64(at + 4 + index * 8, true)),
    )
  }
  return []
}

function withExtents(
  members: readonly Omit<ZipMember, 'extent'>[],
  directory: number,
): Result<readonly ZipMember[], string> {
  const sorted = members.toSorted((a, b) => a.offset - b.offset)
  const placed: ZipMember[] = []
  for (const [index, member] of sorted.entries()) {
    const extent = (sorted[index + 1]?.offset ?? directory) - member.offset
    if (extent < LOCAL_HEADER_SIZE + member.compressedSize)
      return err(`the bytes of "${member.name}" also belong to another member`)
    placed.push({ ...member, extent })
  }
  return ok(placed)
}

/** Bytes of a member's extent in which its local header and its name are. */
export function localHeaderSize({ extent, nameBytes }: ZipMember): number {
  return Math.min(extent, LOCAL_HEADER_SIZE + nameBytes.length)
}

/** Where the data of a member starts in its extent; a clause when its local header is damaged, or another's. */
export function dataStart(extent: Uint8Array, member: ZipMember): Result<number, string> {
  const view = viewOf(extent)
  const { name, nameBytes } = member
  if (extent.length < LOCAL_HEADER_SIZE || view.getUint32(0, true) !== LOCAL_SIGNATURE)
    return err(`"${name}" is not where its directory says`)
  const local = extent.subarray(LOCAL_HEADER_SIZE, LOCAL_HEADER_SIZE + nameBytes.length)
  const isOther = local.some((byte, index) => byte !== nameBytes[index])
  if (view.getUint16(26, true) !== nameBytes.length || isOther)
    return err(`"${name}" has another name where its bytes are`)
  const start = LOCAL_HEADER_SIZE + view.getUint16(26, true) + view.getUint16(28, true)
  return start + member.compressedSize > member.extent
    ? err(`the bytes of "${member.name}" also belong to another member`)
    : ok(start)
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

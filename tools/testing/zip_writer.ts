import { crc32 } from 'node:zlib'

/** A member of a zip file that a test writes. */
export interface ZipMember {
  readonly name: string
  readonly content: string | Uint8Array
  /** Of Unix, with the bits of the kind; a regular file if not given. */
  readonly mode?: number
}

const REGULAR = 0o100644
/** "version made by" Unix, 2.0 (APPNOTE 4.4.2), so that modes count. */
const MADE_BY_UNIX = (3 << 8) | 20

/**
 * Writes a zip file without compression (PKWARE APPNOTE 6.3). For tests, which also need members that other
 * writers refuse to write.
 */
export function zipFile(members: readonly ZipMember[]): Buffer {
  const locals: Buffer[] = []
  const centrals: Buffer[] = []
  let offset = 0
  for (const member of members) {
    const name = Buffer.from(member.name)
    const content = Buffer.from(member.content)
    const local = Buffer.concat([header('PK\u0003\u0004', 0, member, 4), name, content])
    centrals.push(central(member, offset), name)
    locals.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(centrals)
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006', 'latin1')
  end.writeUInt16LE(members.length, 8)
  end.writeUInt16LE(members.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, directory, end])
}

/** What the local and the central header have in common, after `skipped` more bytes of the latter. */
function header(signature: string, extra: number, member: ZipMember, at: number): Buffer {
  const content = Buffer.from(member.content)
  const buffer = Buffer.alloc(26 + at + extra)
  buffer.write(signature, 'latin1')
  buffer.writeUInt16LE(20, at)
  buffer.writeUInt32LE(crc32(content), at + 10)
  buffer.writeUInt32LE(content.length, at + 14)
  buffer.writeUInt32LE(content.length, at + 18)
  buffer.writeUInt16LE(Buffer.byteLength(member.name), at + 22)
  return buffer
}

function central(member: ZipMember, offset: number): Buffer {
  const buffer = header('PK\u0001\u0002', 14, member, 6)
  buffer.writeUInt16LE(MADE_BY_UNIX, 4)
  buffer.writeUInt32LE(((member.mode ?? REGULAR) << 16) >>> 0, 38)
  buffer.writeUInt32LE(offset, 42)
  return buffer
}

/**
 * A zip file of which all members are the same bytes, which are there once: each entry of its directory
 * points to them. They are called `m00000`, `m00001`, and so on.
 *
 * @param count at most 65,535
 */
export function overlappingZip(content: Uint8Array, count: number): Buffer {
  const one = zipFile([{ name: 'm00000', content }])
  const end = one.subarray(-22)
  const directoryAt = end.readUInt32LE(16)
  const entry = one.subarray(directoryAt, -22)
  const entries = Array.from({ length: count }, (_, index) => {
    const copy = Buffer.from(entry)
    copy.write(`m${String(index).padStart(5, '0')}`, 46, 'latin1')
    return copy
  })
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(count * entry.length, 12)
  return Buffer.concat([one.subarray(0, directoryAt), ...entries, end])
}

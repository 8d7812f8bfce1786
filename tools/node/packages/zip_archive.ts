import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib'
import { excessiveExpansion, PACKAGE_EXPANSION } from '../../core/archive/expansion.ts'
import { DIRECTORY_MEMBERS, MemberGuard } from '../../core/archive/safe_member.ts'
import type { ZipDirectoryRange, ZipMember } from '../../core/archive/zip_directory.ts'
import {
  dataStart,
  findZipDirectory,
  localHeaderSize,
  readZip64End,
  readZipDirectory,
  ZIP64_END_SIZE,
  ZIP_TAIL_SIZE,
  zipMemberKind,
} from '../../core/archive/zip_directory.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { Result } from '../../core/result.ts'
import { fileFailure } from '../file_failure.ts'

/** Members up to this size are unpacked at once, larger ones in pieces. */
const WHOLE_SIZE = 16 * 1024 * 1024
const PIECE = 4 * 1024 * 1024
/** Bytes of the central directory at most, since it is read into memory whole. */
const MAX_DIRECTORY_SIZE = 1024 * 1024 * 1024
const STORED = 0
const DEFLATED_END = 'the compressed bytes of a member are damaged'

/**
 * A zip file that is read member by member, with the guards of unpacking applied to all of it when it is opened. Much
 * faster for thousands of small members than a stream for each.
 */
export class ZipArchive implements Disposable {
  readonly path: string
  /** Bytes of the file. */
  readonly size: number
  /** Files, in the order of their bytes. */
  readonly members: readonly ZipMember[]
  readonly #file: number

  /** @throws ExpectedFailure for what is missing, no zip file, or could do harm */
  constructor(path: string) {
    this.path = path
    this.#file = this.#attempt(() => openSync(path, 'r'))
    try {
      this.size = this.#attempt(() => fstatSync(this.#file).size)
      this.members = this.#admit(this.#readDirectory())
    } catch (error) {
      closeSync(this.#file)
      throw error
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#file)
  }

  /**
   * The bytes of a member, in one piece unless it is large. Each piece is there until the next is asked for.
   *
   * @throws ExpectedFailure when they are damaged
   */
  async *read(member: ZipMember): AsyncGenerator<Uint8Array> {
    if (member.size <= WHOLE_SIZE) yield this.readWhole(member)
    else yield* this.#readPieces(member)
  }

  /** The bytes of a small member. */
  readWhole(member: ZipMember): Uint8Array {
    const extent = this.#readAt(member.offset, member.extent)
    const start = this.#accept(dataStart(extent, member))
    const data = extent.subarray(start, start + member.compressedSize)
    const bytes = member.method === STORED ? data : this.#inflate(data, member)
    if (bytes.length !== member.size || crc32(bytes) !== member.crc32)
      this.fail(`"${member.name}" is not what its directory says`)
    return bytes
  }

  /** Refuses the archive. */
  fail(problem: string): never {
    const reason = 'damaged'
    throw new ExpectedFailure({ topic: 'archive', reason, archive: this.path, problem })
  }

  #inflate(data: Uint8Array, { size }: ZipMember): Uint8Array {
    try {
      return inflateRawSync(data, { maxOutputLength: Math.max(1, size), chunkSize: roomFor(size) })
    } catch {
      return this.fail(DEFLATED_END)
    }
  }

  async *#readPieces(member: ZipMember): AsyncGenerator<Uint8Array> {
    let size = 0
    let sum = 0
    for await (const piece of this.#plainPieces(member)) {
      size += piece.length
      if (size > member.size) break
      sum = crc32(piece, sum)
      yield piece
    }
    if (size !== member.size || sum !== member.crc32)
      this.fail(`"${member.name}" is not what its directory says`)
  }

  async *#plainPieces(member: ZipMember): AsyncGenerator<Uint8Array> {
    if (member.method === STORED) {
      yield* this.#dataPieces(member)
      return
    }
    const inflater = createInflateRaw({ chunkSize: PIECE })
    const feeding = this.#feed(inflater, member)
    feeding.catch(() => undefined)
    try {
      for await (const piece of inflater) yield piece as Uint8Array
    } catch {
      this.fail(DEFLATED_END)
    }
    await feeding
  }

  async #feed(inflater: ReturnType<typeof createInflateRaw>, member: ZipMember): Promise<void> {
    try {
      for (const piece of this.#dataPieces(member))
        if (!inflater.write(piece)) await new Promise((resolve) => inflater.once('drain', resolve))
      inflater.end()
    } catch (error) {
      inflater.destroy(error instanceof Error ? error : undefined)
      throw error
    }
  }

  *#dataPieces(member: ZipMember): Generator<Uint8Array> {
    const header = this.#readAt(member.offset, localHeaderSize(member))
    const start = member.offset + this.#accept(dataStart(header, member))
    for (let done = 0; done < member.compressedSize; done += PIECE)
      yield this.#readAt(start + done, Math.min(PIECE, member.compressedSize - done))
  }

  #readDirectory(): readonly ZipMember[] {
    const tailSize = Math.min(this.size, ZIP_TAIL_SIZE)
    const found = this.#accept(findZipDirectory(this.#readAt(this.size - tailSize, tailSize)))
    const range: ZipDirectoryRange =
      'zip64' in found
        ? this.#accept(readZip64End(this.#readAt(found.zip64, ZIP64_END_SIZE)))
        : found
    if (range.size > MAX_DIRECTORY_SIZE || range.offset + range.size > this.size)
      this.fail('its directory is damaged')
    return this.#accept(readZipDirectory(this.#readAt(range.offset, range.size), range))
  }

  #admit(members: readonly ZipMember[]): readonly ZipMember[] {
    const guard = new MemberGuard(DIRECTORY_MEMBERS)
    let grown = 0
    const files: ZipMember[] = []
    for (const member of members) {
      grown += member.size
      const kind = zipMemberKind(member.name, member.mode)
      // The target of a link is not read: wheels have none.
      const admitted = guard.admit({ name: member.name, kind, target: '' })
      const failure = { topic: 'archive', archive: this.path } as const
      if (!admitted.ok) {
        const { name } = member
        const problem = kind === 'symlink' ? 'it is a link' : admitted.failure
        throw new ExpectedFailure({ ...failure, reason: 'unsafe-member', member: name, problem })
      }
      const problem = excessiveExpansion(PACKAGE_EXPANSION, this.size, grown)
      if (problem !== undefined)
        throw new ExpectedFailure({ ...failure, reason: 'expands-too-much', problem })
      if (kind === 'file') files.push({ ...member, name: admitted.value.path })
    }
    return files
  }

  #readAt(offset: number, size: number): Uint8Array {
    return this.#attempt(() => {
      const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(size, this.size - offset)))
      let done = 0
      while (done < bytes.length) {
        const got = readSync(this.#file, bytes, done, bytes.length - done, offset + done)
        if (got === 0) break
        done += got
      }
      return done === size ? bytes : this.fail('it is cut short')
    })
  }

  #accept<T>(result: Result<T, string>): T {
    return result.ok ? result.value : this.fail(result.failure)
  }

  #attempt<T>(action: () => T): T {
    try {
      return action()
    } catch (error) {
      throw fileFailure(this.path, error)
    }
  }
}

/** One buffer for all that comes out; zlib wants room for at least 64 bytes. */
function roomFor(size: number): number {
  return Math.max(64, size)
}

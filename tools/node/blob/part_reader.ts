import type { Hash } from 'node:crypto'
import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { Digest } from '../../core/digest.ts'
import { digestOfHex } from '../../core/digest.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { TarPart } from '../../core/layer/tar_parts.ts'
import { sizeOfTarPart } from '../../core/layer/tar_parts.ts'
import { fileFailure } from '../file_failure.ts'

/** Read and hashed at once: little enough to be in the core's cache still when it is hashed. */
const PIECE = 256 * 1024

/** What {@link PartReader.fill} did. */
export interface Filled {
  /** Bytes that it put into the buffer; fewer than there is room for only at the end. */
  readonly length: number
  /** SHA-256 of all bytes; there when they have all been given. */
  readonly digest: Digest | undefined
}

/**
 * Reads a blob that is put together from parts, from its first byte to its last, and hashes it on the way.
 * It blocks: meant for worker threads, and for small blobs.
 */
export class PartReader implements Disposable {
  readonly #parts: Iterator<TarPart>
  readonly #hash: Hash = createHash('sha256')
  #part: TarPart | undefined
  /** Bytes of the part that have been given. */
  #done = 0
  /** The file of the part, when some of it has been read. */
  #file: number | undefined
  #digest: Digest | undefined

  constructor(parts: readonly TarPart[]) {
    this.#parts = parts.values()
    this.#advance()
  }

  /**
   * Puts the next bytes into a buffer.
   *
   * @throws ExpectedFailure when a file cannot be read or has another size than its part says
   */
  fill(buffer: Uint8Array): Filled {
    let length = 0
    // Also with a full buffer: what comes next may be nothing but the end.
    while (this.#part !== undefined && (length < buffer.length || sizeOfTarPart(this.#part) === 0))
      length += this.#next(this.#part, buffer.subarray(length, length + PIECE))
    if (this.#part === undefined) this.#digest ??= digestOfHex(this.#hash.digest('hex'))
    return { length, digest: this.#digest }
  }

  /** Lets go of the file that is open. */
  [Symbol.dispose](): void {
    if (this.#file !== undefined) closeSync(this.#file)
    this.#file = undefined
  }

  #next(part: TarPart, space: Uint8Array): number {
    const piece = space.subarray(0, sizeOfTarPart(part) - this.#done)
    const count = this.#put(part, piece)
    this.#hash.update(piece.subarray(0, count))
    this.#done += count
    if (this.#done === sizeOfTarPart(part)) this.#advance()
    return count
  }

  #put(part: TarPart, piece: Uint8Array): number {
    switch (part.kind) {
      case 'bytes':
        piece.set(part.bytes.subarray(this.#done, this.#done + piece.length))
        return piece.length
      case 'zeros':
        piece.fill(0)
        return piece.length
      case 'file':
        return this.#read(part.source, part.size, piece)
    }
  }

  #read(source: string, size: number, piece: Uint8Array): number {
    try {
      this.#file ??= openFile(source, size)
      const count = piece.length === 0 ? 0 : readSync(this.#file, piece)
      if (count === 0 && piece.length > 0) throw changedSize([source], size, this.#done)
      return count
    } catch (error) {
      throw fileFailure(source, error)
    }
  }

  #advance(): void {
    this[Symbol.dispose]()
    const next = this.#parts.next()
    this.#part = next.done === true ? undefined : next.value
    this.#done = 0
  }
}

function openFile(source: string, size: number): number {
  const file = openSync(source, 'r')
  const stats = fstatSync(file)
  if (stats.isFile() && stats.size === size) return file
  closeSync(file)
  if (stats.isFile()) throw changedSize([source], size, stats.size)
  const cause = 'it is not a regular file'
  throw new ExpectedFailure({ topic: 'file', reason: 'unreadable', path: source, cause })
}

/** The failure of a blob that has another size than it had when it was built. */
export function changedSize(
  sources: readonly string[],
  expected: number,
  actual: number,
): ExpectedFailure {
  return new ExpectedFailure({
    topic: 'image',
    reason: 'changed-content',
    sources,
    expected: `${expected} bytes`,
    actual: `${actual} bytes`,
  })
}

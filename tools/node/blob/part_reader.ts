import type { Hash } from 'node:crypto'
import { createHash } from 'node:crypto'
import type { Digest } from '../../core/digest.ts'
import { digestOfHex } from '../../core/digest.ts'
import type { TarPart } from '../../core/layer/tar_parts.ts'
import { sizeOfTarPart } from '../../core/layer/tar_parts.ts'
import { SourceFile } from './source_file.ts'

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
  #file: SourceFile | undefined
  #digest: Digest | undefined

  constructor(parts: readonly TarPart[]) {
    this.#parts = parts.values()
    this.#advance()
  }

  /**
   * Puts the next bytes into a buffer. Who compares the digest sees that a file has been written to, if its
   * size has stayed.
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

  /**
   * Hashes all bytes and gives them to nobody. There is no digest to compare with yet, so that files are
   * looked at again after they have been read.
   *
   * @param space where bytes of files go on the way
   * @throws ExpectedFailure when a file cannot be read, has another size than its part says, or is written to
   */
  hashAll(space: Uint8Array): Digest {
    while (this.#part !== undefined) this.#next(this.#part, space, true)
    return digestOfHex(this.#hash.digest('hex'))
  }

  /** Lets go of the file that is open. */
  [Symbol.dispose](): void {
    this.#file?.[Symbol.dispose]()
    this.#file = undefined
  }

  #next(part: TarPart, space: Uint8Array, isWatched = false): number {
    const rest = sizeOfTarPart(part) - this.#done
    // A view of its own for each piece is paid for when it is hashed.
    const piece = rest < space.length ? space.subarray(0, rest) : space
    this.#put(part, piece)
    this.#hash.update(piece)
    this.#done += piece.length
    if (this.#done < sizeOfTarPart(part)) return piece.length
    if (isWatched) this.#file?.check()
    this.#advance()
    return piece.length
  }

  #put(part: TarPart, piece: Uint8Array): void {
    switch (part.kind) {
      case 'bytes':
        piece.set(part.bytes.subarray(this.#done, this.#done + piece.length))
        break
      case 'zeros':
        piece.fill(0)
        break
      case 'file':
        this.#read(part, piece)
    }
  }

  #read({ source, size, offset, stamp }: FilePart, piece: Uint8Array): void {
    const start = offset ?? 0
    if (this.#file === undefined) {
      this.#file = new SourceFile({ source, size: start + size, stamp })
      // Of a part of a file, only that much is known.
      if (offset === undefined) this.#file.check()
    }
    this.#file.read(piece, start + this.#done)
  }

  #advance(): void {
    this[Symbol.dispose]()
    const next = this.#parts.next()
    this.#part = next.done === true ? undefined : next.value
    this.#done = 0
  }
}

type FilePart = TarPart & { readonly kind: 'file' }

let space: Uint8Array | undefined

/**
 * Hashes the bytes of a tar that is never written, reading each of its files once.
 *
 * @throws ExpectedFailure when a file is missing, unreadable, or changes meanwhile
 */
export function hashParts({ parts }: { readonly parts: readonly TarPart[] }): Digest {
  using reader = new PartReader(parts)
  return reader.hashAll((space ??= new Uint8Array(PIECE)))
}

/** {@link hashParts} on another thread. */
export const HASH_PARTS = { name: 'hashParts', run: hashParts }

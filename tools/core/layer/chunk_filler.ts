import type { TarPart } from './tar_parts.ts'
import { sizeOfTarPart } from './tar_parts.ts'

/** A run of a file's bytes and where they go in a chunk. */
export interface FileRange {
  readonly source: string
  /** Where to start in the file. */
  readonly offset: number
  readonly length: number
  /** Where to put them in the chunk. */
  readonly at: number
  /** Bytes that the file is expected to have up to the end of what is used of it. */
  readonly size: number
  /** See {@link TarPart}. */
  readonly stamp: number | undefined
}

/** A chunk whose headers and padding are in place; the bytes of files are still to be read into it. */
export interface FilledChunk {
  /** Bytes of the chunk; less than its buffer only in the last one. */
  readonly length: number
  readonly files: readonly FileRange[]
}

/** Cuts the parts of a tar into chunks of one size, so that chunks can be read and compressed apart. */
export class ChunkFiller {
  readonly #parts: Iterator<TarPart>
  #part: TarPart | undefined
  /** Bytes of the part that earlier chunks have. */
  #done = 0

  constructor(parts: Iterable<TarPart>) {
    this.#parts = parts[Symbol.iterator]()
    this.#advance()
  }

  /** True when all parts are in chunks. */
  get finished(): boolean {
    return this.#part === undefined
  }

  /** Fills the next chunk: as many bytes as the buffer has, or what is left. */
  fill(buffer: Uint8Array): FilledChunk {
    const files: FileRange[] = []
    let at = 0
    while (this.#part !== undefined && at < buffer.length) {
      const part = this.#part
      const rest = sizeOfTarPart(part) - this.#done
      const length = Math.min(rest, buffer.length - at)
      this.#put(part, buffer, { at, length }, files)
      at += length
      this.#done += length
      if (length === rest) this.#advance()
    }
    return { length: at, files }
  }

  #put(
    part: TarPart,
    buffer: Uint8Array,
    { at, length }: { readonly at: number; readonly length: number },
    files: FileRange[],
  ): void {
    const offset = this.#done
    switch (part.kind) {
      case 'bytes':
        buffer.set(pieceOf(part.bytes, offset, length), at)
        break
      case 'zeros':
        buffer.fill(0, at, at + length)
        break
      case 'file': {
        const { source, size, offset: start = 0, stamp } = part
        files.push({ source, offset: start + offset, length, at, size: start + size, stamp })
      }
    }
  }

  #advance(): void {
    const next = this.#parts.next()
    this.#part = next.done === true ? undefined : next.value
    this.#done = 0
  }
}

/** Most pieces are whole, and need no view of their own. */
function pieceOf(bytes: Uint8Array, offset: number, length: number): Uint8Array {
  return length === bytes.length ? bytes : bytes.subarray(offset, offset + length)
}

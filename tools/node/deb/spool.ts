import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import type { ByteWindows } from '../../core/binary/byte_window.ts'
import type { SpoolRange } from '../../core/deb/unpacked.ts'
import { writeFailure } from '../write_failure.ts'

/** A file for the contents of all files of a layer, one after the other, until the layer is written. */
export class Spool implements Disposable {
  readonly path: string
  readonly #file: number
  #size = 0

  /** @throws ExpectedFailure when the file cannot be made */
  constructor(path: string) {
    this.path = path
    try {
      this.#file = openSync(path, 'w+')
    } catch (error) {
      throw writeFailure(path, 0, error)
    }
  }

  /** Bytes so far: where what is added next will be. */
  get size(): number {
    return this.#size
  }

  /**
   * Adds bytes at the end.
   *
   * @throws ExpectedFailure when the disk is full
   */
  add(bytes: Uint8Array): SpoolRange {
    const offset = this.#size
    try {
      for (let done = 0; done < bytes.length;)
        done += writeSync(this.#file, bytes, done, bytes.length - done, offset + done)
    } catch (error) {
      throw writeFailure(this.path, offset + bytes.length, error)
    }
    this.#size += bytes.length
    return { offset, size: bytes.length }
  }

  /** Reads back what was added; for small files. */
  read({ offset, size }: SpoolRange): Uint8Array {
    const bytes = new Uint8Array(size)
    for (let done = 0; done < size;)
      done += readSync(this.#file, bytes, done, size - done, offset + done)
    return bytes
  }

  /** A part of the file, for readers that look into it. */
  windows({ offset: start, size }: SpoolRange): ByteWindows {
    return {
      size,
      read: (offset, length) => {
        const rest = Math.max(0, Math.min(length, size - offset))
        return this.read({ offset: start + offset, size: rest })
      },
    }
  }

  /** Leaves the file where it is, for those who know its path. */
  close(): void {
    closeSync(this.#file)
  }

  /** Deletes the file. */
  [Symbol.dispose](): void {
    this.close()
    rmSync(this.path, { force: true })
  }
}

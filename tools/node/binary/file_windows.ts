import { closeSync, fstatSync, openSync } from 'node:fs'
import type { ByteWindows } from '../../core/binary/byte_window.ts'
import { fileFailure } from '../file_failure.ts'
import { readFully } from '../blob/source_file.ts'

/** A file, or a part of one, that readers of programs and libraries look into. */
export class FileWindows implements ByteWindows, Disposable {
  readonly size: number
  readonly #path: string
  readonly #file: number

  private constructor(path: string, file: number) {
    this.#path = path
    this.#file = file
    this.size = fstatSync(file).size
  }

  /**
   * Opens a file.
   *
   * @throws ExpectedFailure when it is missing or unreadable
   */
  static open(path: string): FileWindows {
    try {
      return new FileWindows(path, openSync(path, 'r'))
    } catch (error) {
      throw fileFailure(path, error)
    }
  }

  read(offset: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length)
    try {
      return bytes.subarray(0, readFully(this.#file, bytes, offset))
    } catch (error) {
      throw fileFailure(this.#path, error)
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#file)
  }
}

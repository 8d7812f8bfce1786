import type { Stats } from 'node:fs'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { ExpectedFailure } from '../../core/failure.ts'
import { fileFailure } from '../file_failure.ts'

/** A file as it was when somebody looked at it. */
export interface KnownFile {
  readonly source: string
  /** Bytes of the file. */
  readonly size: number
  /** See {@link stampOf}; undefined where nobody noted it. */
  readonly stamp?: number | undefined
}

/** A file whose bytes go into a blob. It is refused where it is not what it was when it was looked at. */
export class SourceFile implements Disposable {
  readonly #known: KnownFile
  readonly #file: number
  #stamp: number | undefined

  /** @throws ExpectedFailure when the file is missing or cannot be opened */
  constructor(known: KnownFile) {
    this.#known = known
    this.#stamp = known.stamp
    this.#file = attempt(known.source, () => openSync(known.source, 'r'))
  }

  /**
   * Fills a buffer with the bytes from an offset.
   *
   * @throws ExpectedFailure when the file cannot be read, or ends before
   */
  read(buffer: Uint8Array, offset: number): void {
    const { source, size } = this.#known
    const got = attempt(source, () => readFully(this.#file, buffer, offset))
    if (got < buffer.length) throw changedSize([source], size, offset + got)
  }

  /**
   * Looks at the file: it must have its size, and its stamp, or else the one of the first look.
   *
   * @throws ExpectedFailure when it has not, or is not a regular file
   */
  check(): void {
    const { source, size } = this.#known
    const now = attempt(source, () => fstatSync(this.#file))
    if (!now.isFile()) {
      const cause = 'it is not a regular file'
      throw new ExpectedFailure({ topic: 'file', reason: 'unreadable', path: source, cause })
    }
    if (now.size !== size) throw changedSize([source], size, now.size)
    const stamp = stampOf(now)
    this.#stamp ??= stamp
    if (stamp !== this.#stamp)
      throw new ExpectedFailure({ topic: 'file', reason: 'written-to', path: source })
  }

  [Symbol.dispose](): void {
    closeSync(this.#file)
  }
}

/** A number that every write to a file changes, and every rename onto it. */
export function stampOf({ mtimeMs, ctimeMs }: Pick<Stats, 'mtimeMs' | 'ctimeMs'>): number {
  return mtimeMs + ctimeMs
}

/** Reads until the buffer is full or the file ends; says how many bytes there were. */
export function readFully(file: number, buffer: Uint8Array, offset: number): number {
  let done = 0
  while (done < buffer.length) {
    const got = readSync(file, buffer, done, buffer.length - done, offset + done)
    if (got === 0) break
    done += got
  }
  return done
}

/** The failure of bytes that are more or fewer than they were when they were described. */
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

function attempt<T>(source: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw fileFailure(source, error)
  }
}

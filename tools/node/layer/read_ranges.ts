import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { ExpectedFailure } from '../../core/failure.ts'
import type { FileRange } from '../../core/layer/chunk_filler.ts'
import { fileFailure } from '../file_failure.ts'
import { stampOf } from './source_sizes.ts'

/**
 * Reads ranges of files into their places in a chunk.
 *
 * @throws ExpectedFailure when a file is missing, unreadable, or not as it was when it was looked at
 */
export function readRanges(ranges: readonly FileRange[], chunk: Uint8Array): void {
  for (const range of ranges) {
    const how = readRange(range, chunk)
    if (how === undefined) continue
    throw new ExpectedFailure({ topic: 'layer', reason: 'changed', source: range.source, how })
  }
}

/** How the file has changed; undefined where it has not. */
function readRange(range: FileRange, chunk: Uint8Array): string | undefined {
  const { source, offset, length, at } = range
  try {
    const file = openSync(source, 'r')
    try {
      const got = readFully(file, chunk.subarray(at, at + length), offset)
      return changeOf(range, file, got)
    } finally {
      closeSync(file)
    }
  } catch (error) {
    throw fileFailure(source, error)
  }
}

/** Looks after reading: what was written before that, while any range was read, shows in the stamp. */
function changeOf(range: FileRange, file: number, got: number): string | undefined {
  const { offset, length, size, stamp } = range
  if (got < length) return `had ${size} bytes and has ${offset + got} now`
  if (stamp === undefined) return undefined
  const now = fstatSync(file)
  if (now.size !== size) return `had ${size} bytes and has ${now.size} now`
  return stampOf(now) === stamp ? undefined : 'was written to meanwhile'
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

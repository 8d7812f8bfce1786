import { closeSync, openSync, readSync } from 'node:fs'
import { ExpectedFailure } from '../../core/failure.ts'
import type { FileRange } from '../../core/layer/chunk_filler.ts'
import { fileFailure } from '../file_failure.ts'

/**
 * Reads ranges of files into their places in a chunk.
 *
 * @throws ExpectedFailure when a file is missing, unreadable, or shorter than it was
 */
export function readRanges(ranges: readonly FileRange[], chunk: Uint8Array): void {
  for (const range of ranges) {
    const got = readRange(range, chunk)
    if (got === range.length) continue
    const how = `had ${range.size} bytes and has ${range.offset + got} now`
    throw new ExpectedFailure({ topic: 'layer', reason: 'changed', source: range.source, how })
  }
}

function readRange({ source, offset, length, at }: FileRange, chunk: Uint8Array): number {
  try {
    const file = openSync(source, 'r')
    try {
      return readFully(file, chunk.subarray(at, at + length), offset)
    } finally {
      closeSync(file)
    }
  } catch (error) {
    throw fileFailure(source, error)
  }
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

import type { FileRange } from './chunk_filler.ts'

/** File ranges in two values instead of many objects, so that they go to another thread cheaply. */
export interface PackedRanges {
  /** The sources, a NUL between them; no path has one. */
  readonly sources: string
  /** Offset, length, place in the chunk, and size of the file: four numbers a range. */
  readonly numbers: Float64Array
}

const NUMBERS = 4

/** Packs file ranges. */
export function packRanges(ranges: readonly FileRange[]): PackedRanges {
  const numbers = new Float64Array(ranges.length * NUMBERS)
  for (const [index, { offset, length, at, size }] of ranges.entries())
    numbers.set([offset, length, at, size], index * NUMBERS)
  return { sources: ranges.map(({ source }) => source).join('\0'), numbers }
}

/** Unpacks file ranges. */
export function unpackRanges({ sources, numbers }: PackedRanges): readonly FileRange[] {
  if (numbers.length === 0) return []
  return sources.split('\0').map((source, index) => {
    const [offset = 0, length = 0, at = 0, size = 0] = numbers.subarray(index * NUMBERS)
    return { source, offset, length, at, size }
  })
}

import type { FileRange } from './chunk_filler.ts'

/** File ranges in two values instead of many objects, so that they go to another thread cheaply. */
export interface PackedRanges {
  /** The sources, a NUL between them; no path has one. */
  readonly sources: string
  /** Offset, length, place in the chunk, size of the file, and stamp, NaN for none: five numbers a range. */
  readonly numbers: Float64Array
}

const NUMBERS = 5

/** Packs file ranges. */
export function packRanges(ranges: readonly FileRange[]): PackedRanges {
  const numbers = new Float64Array(ranges.length * NUMBERS)
  let index = 0
  for (const { offset, length, at, size, stamp } of ranges) {
    numbers[index++] = offset
    numbers[index++] = length
    numbers[index++] = at
    numbers[index++] = size
    numbers[index++] = stamp ?? Number.NaN
  }
  return { sources: ranges.map(({ source }) => source).join('\0'), numbers }
}

/** Unpacks file ranges. */
export function unpackRanges({ sources, numbers }: PackedRanges): readonly FileRange[] {
  if (numbers.length === 0) return []
  return sources.split('\0').map((source, index) => {
    const first = index * NUMBERS
    const number = (which: number): number => numbers[first + which] ?? 0
    const stamp = number(4)
    return {
      ...{ source, offset: number(0), length: number(1), at: number(2), size: number(3) },
      stamp: Number.isNaN(stamp) ? undefined : stamp,
    }
  })
}

import { closeSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { FileSlice, PlacedFile } from '../../core/python/placed_file.ts'
import { writeFailure } from '../write_failure.ts'

const PIECE = 1024 * 1024

/**
 * Writes files to a directory of this machine.
 *
 * @param below directory of an image; what is elsewhere is left out
 * @param out the directory that takes its place
 * @throws ExpectedFailure when the disk is full, or a file cannot be written
 */
export function writeInstalled(files: readonly PlacedFile[], below: string, out: string): void {
  const holders = new Map<string, number>()
  const buffer = Buffer.allocUnsafe(PIECE)
  try {
    for (const { path, mode, slice } of files) {
      if (!path.startsWith(`${below}/`)) continue
      const holder = holders.get(slice.file) ?? openSync(slice.file, 'r')
      holders.set(slice.file, holder)
      writeOne(join(out, path.slice(below.length + 1)), mode, { holder, slice, buffer })
    }
  } finally {
    for (const holder of holders.values()) closeSync(holder)
  }
}

interface Copy {
  readonly holder: number
  readonly slice: FileSlice
  readonly buffer: Buffer
}

function writeOne(place: string, mode: number, { holder, slice, buffer }: Copy): void {
  try {
    mkdirSync(dirname(place), { recursive: true })
    // Nothing is there yet: what is a link by now would lead elsewhere.
    const file = openSync(place, 'wx', mode)
    try {
      for (let done = 0; done < slice.size;) {
        const wanted = Math.min(buffer.length, slice.size - done)
        const got = readSync(holder, buffer, 0, wanted, slice.offset + done)
        if (got === 0) break
        for (let at = 0; at < got;) at += writeSync(file, buffer, at, got - at)
        done += got
      }
    } finally {
      closeSync(file)
    }
  } catch (error) {
    throw writeFailure(place, slice.size, error)
  }
}

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Random } from './random.ts'
import { SourceText } from './text.ts'

/** Spread of file sizes in a folder of packages: half are below 1 kB, a few are megabytes. */
const LOG_DEVIATION = 2.27
const MEDIAN = 905
const LARGEST = 8 << 20

/** Sizes of `count` files that are `bytes` together, distributed as in a folder of packages. */
export function smallFileSizes(count: number, bytes: number): readonly number[] {
  const random = new Random(0x512e)
  const drawn = Array.from({ length: count }, () =>
    Math.min(LARGEST, MEDIAN * Math.exp(LOG_DEVIATION * random.normal())),
  )
  const scale = bytes / drawn.reduce((sum, size) => sum + size, 0)
  return drawn.map((size) => Math.round(size * scale))
}

/** Path of the n-th file, relative to their folder: twelve files to a folder, three folders deep. */
export function smallFilePath(index: number): string {
  const folder = Math.floor(index / 12)
  return `package-${Math.floor(folder / 10)}/lib/part-${folder % 10}/module-${index % 12}.js`
}

/** All folders, parents first. */
export function smallFileFolders(count: number): readonly string[] {
  const folders = new Set<string>()
  for (let index = 0; index < count; index++) {
    const parts = dirname(smallFilePath(index)).split('/')
    for (let depth = 1; depth <= parts.length; depth++) folders.add(parts.slice(0, depth).join('/'))
  }
  return [...folders]
}

/** Writes every `step`-th file from the `first` on. */
export function writeSmallFiles(
  folder: string,
  sizes: readonly number[],
  first: number,
  step: number,
): void {
  const text = new SourceText()
  const made = new Set<string>()
  for (let index = first; index < sizes.length; index += step) {
    const path = join(folder, smallFilePath(index))
    const parent = dirname(path)
    if (!made.has(parent)) mkdirSync(parent, { recursive: true })
    made.add(parent)
    writeFileSync(path, text.make(sizes[index] ?? 0, index), 'latin1')
  }
}

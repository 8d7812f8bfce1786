import { Random } from '../../bench/data/random.ts'
import { LayoutStore } from '../../tools/node/registry/layout_store.ts'
import { pull } from '../../tools/node/registry/pull.ts'
import type { MemoryImage } from '../../tools/testing/memory_image.ts'
import { memoryImage } from '../../tools/testing/memory_image.ts'

const MIB = 1024 ** 2

const WEIGHTS = randomBytes(12 * MIB)
const MORE = randomBytes(4 * MIB)

/** Large enough that most of a run is a transfer. */
export const LARGE_IMAGE = largeImage('image')

/** An image as large, which has nothing in common with that of another name. */
export function largeImage(name: string): MemoryImage {
  return memoryImage({
    layers: [
      { files: { name, weights: WEIGHTS }, compression: 'none' },
      { files: { name, more: MORE }, compression: 'none' },
      { files: { name }, compression: 'gzip' },
    ],
  })
}

/** Makes a layout directory of an image, which it calls `latest`. */
export async function storeImage(source: MemoryImage, path: string): Promise<void> {
  await pull({
    source,
    store: await LayoutStore.open(path),
    ...{ name: 'latest', jobs: 2, observe: () => undefined, abort: () => undefined },
  })
}

function randomBytes(length: number): Uint8Array {
  const random = new Random(length)
  return Uint8Array.from({ length }, () => random.bits())
}

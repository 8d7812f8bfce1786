import type { MemoryImage } from '../../tools/testing/memory_image.ts'
import { memoryImage, memoryIndex } from '../../tools/testing/memory_image.ts'

const AMD64 = { os: 'linux', architecture: 'amd64' }
const ARM64 = { os: 'linux', architecture: 'arm64' }

/**
 * An index of two images that have a layer in common; nothing in common with that of another name, so that
 * one registry serves many tries.
 */
export function imageNamed(name: string): MemoryImage {
  const weights = {
    files: { weights: `${name} `.repeat(60_000 / (name.length + 1)) },
    compression: 'none',
  } as const
  const images = [AMD64, ARM64].map((platform) => ({
    platform,
    image: memoryImage({
      layers: [
        weights,
        { files: { code: `${name} ${platform.architecture}` }, compression: 'gzip' },
      ],
      platform,
    }),
  }))
  return memoryIndex(images)
}

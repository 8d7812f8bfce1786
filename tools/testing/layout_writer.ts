import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hexOfDigest } from '../core/digest.ts'
import type { MemoryImage } from './memory_image.ts'

/** Writes an image as an OCI layout directory. */
export async function writeLayout(directory: string, image: MemoryImage): Promise<void> {
  const blobs = join(directory, 'blobs/sha256')
  await mkdir(blobs, { recursive: true })
  for (const [digest, bytes] of image.blobs)
    await writeFile(join(blobs, hexOfDigest(digest)), bytes)
  const index = { schemaVersion: 2, manifests: [image.root] }
  await writeFile(join(directory, 'index.json'), JSON.stringify(index))
  await writeFile(join(directory, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}')
}

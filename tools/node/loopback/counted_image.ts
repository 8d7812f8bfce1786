import type { DeliveryLog } from '../blob/delivery_log.ts'
import type { BlobSource, ImageSource } from '../blob/image_source.ts'

/** The same image, keeping account of what is read of it. */
export function countedImage(source: ImageSource, log: DeliveryLog): ImageSource {
  return {
    root: source.root,
    readSmall: (descriptor) => source.readSmall(descriptor),
    blob: (descriptor) => countedBlob(source.blob(descriptor), log),
  }
}

function countedBlob(blob: BlobSource, log: DeliveryLog): BlobSource {
  const { digest } = blob.descriptor
  return {
    descriptor: blob.descriptor,
    file: blob.file,
    async *open(start = 0): AsyncGenerator<Uint8Array> {
      for await (const chunk of blob.open(start)) {
        yield chunk
        log.add(digest, chunk.length)
      }
    },
  }
}

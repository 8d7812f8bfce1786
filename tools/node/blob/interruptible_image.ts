import type { BlobSource, ImageSource } from './image_source.ts'

/** The same image, whose blobs are read no further once a signal is aborted: its reason is thrown. */
export function interruptibleImage(source: ImageSource, signal: AbortSignal): ImageSource {
  return {
    root: source.root,
    readSmall: (descriptor) => source.readSmall(descriptor),
    blob: (descriptor) => interruptibleBlob(source.blob(descriptor), signal),
  }
}

function interruptibleBlob(blob: BlobSource, signal: AbortSignal): BlobSource {
  const { descriptor, file, origin } = blob
  return {
    descriptor,
    file,
    ...(origin !== undefined && { origin }),
    async *open(start = 0): AsyncGenerator<Uint8Array> {
      for await (const chunk of blob.open(start)) {
        signal.throwIfAborted()
        yield chunk
      }
    },
  }
}

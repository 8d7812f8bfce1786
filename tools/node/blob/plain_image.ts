import { createHash } from 'node:crypto'
import { LAYER_EXPANSION } from '../../core/archive/expansion.ts'
import { isZstdLayer, plainLayer, replaceLayers } from '../../core/oci/plain_layers.ts'
import type { Descriptor } from '../../core/descriptor.ts'
import type { DiffId, Digest } from '../../core/digest.ts'
import { digestOfHex } from '../../core/digest.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { encodeUtf8 } from '../../core/utf8.ts'
import { boundedDecompression } from './bounded_decompression.ts'
import { mapInParallel } from '../parallel.ts'
import { decompressZstd } from './decompress.ts'
import { readConfig, readManifest } from './documents.ts'
import type { BlobSource, ImageSource } from './image_source.ts'

/** Layers measured at the same time: as many as Node has threads for zlib. */
const PARALLEL = 4

/**
 * The same image with plain tars instead of zstd layers, for engines that cannot unpack zstd.
 *
 * The config, and with it the image ID of docker and podman, stays the same; the manifest is another.
 * Nothing is written: each zstd layer is decompressed once now, to know its size, which manifests and
 * tars give before the bytes, and again whenever it is read.
 *
 * @param source one image, not an index
 * @throws ExpectedFailure when a layer is not what manifest and config say
 */
export async function withPlainLayers(source: ImageSource): Promise<ImageSource> {
  const manifest = await readManifest(source, source.root)
  if (!manifest.layers.some(isZstdLayer)) return source
  const { diffIds } = await readConfig(source, manifest.config)
  const compressed = new Map<Digest, Descriptor>()
  const layers = await mapInParallel(manifest.layers, PARALLEL, async (layer, index) => {
    if (!isZstdLayer(layer)) return layer
    const plain = await measure(source.blob(layer), diffIds[index])
    compressed.set(plain.digest, layer)
    return plain
  })
  const bytes = encodeUtf8(replaceLayers(decode(await source.readSmall(source.root)), layers))
  const root = { ...source.root, digest: digestOf(bytes), size: bytes.length }
  return {
    root,
    readSmall: (descriptor) =>
      descriptor.digest === root.digest ? Promise.resolve(bytes) : source.readSmall(descriptor),
    blob: (descriptor) => {
      if (descriptor.digest === root.digest) return memoryBlob(root, bytes)
      const inner = compressed.get(descriptor.digest)
      return inner === undefined
        ? source.blob(descriptor)
        : plainBlob(descriptor, source.blob(inner))
    },
  }
}

/** Finds the size of the tar in a layer, and checks that it is the tar which the config names. */
async function measure(blob: BlobSource, diffId: DiffId | undefined): Promise<Descriptor> {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of decompressed(blob)) {
    hash.update(chunk)
    size += chunk.length
  }
  const actual: string = `sha256:${hash.digest('hex')}`
  if (diffId !== undefined && actual === diffId) return plainLayer(blob.descriptor, diffId, size)
  throw undecodable(
    blob,
    `its tar is ${actual}, and the config expects ${diffId ?? 'no such layer'}`,
  )
}

/** A plain tar that is decompressed while it is read, and verified again. */
function plainBlob(descriptor: Descriptor, compressed: BlobSource): BlobSource {
  return {
    descriptor,
    file: undefined,
    async *open(start = 0): AsyncGenerator<Uint8Array> {
      const hash = createHash('sha256')
      let offset = 0
      for await (const chunk of decompressed(compressed)) {
        hash.update(chunk)
        const skip = Math.max(0, Math.min(start - offset, chunk.length))
        offset += chunk.length
        if (skip < chunk.length) yield chunk.subarray(skip)
      }
      const actual = digestOfHex(hash.digest('hex'))
      if (actual !== descriptor.digest) throw undecodable(compressed, `its tar is ${actual} now`)
    },
  }
}

async function* decompressed(blob: BlobSource): AsyncGenerator<Uint8Array> {
  try {
    const { digest } = blob.descriptor
    yield* boundedDecompression(digest, blob.open(), decompressZstd, LAYER_EXPANSION)
  } catch (error) {
    if (error instanceof ExpectedFailure || !(error instanceof Error)) throw error
    throw undecodable(blob, error.message)
  }
}

function undecodable(blob: BlobSource, cause: string): ExpectedFailure {
  const { digest } = blob.descriptor
  return new ExpectedFailure({ topic: 'image', reason: 'undecodable-layer', digest, cause })
}

function memoryBlob(descriptor: Descriptor, bytes: Uint8Array): BlobSource {
  return {
    descriptor,
    file: undefined,
    async *open(start = 0): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(bytes.subarray(start))
    },
  }
}

function digestOf(bytes: Uint8Array): Digest {
  return digestOfHex(createHash('sha256').update(bytes).digest('hex'))
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}

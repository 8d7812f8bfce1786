import { createHash } from 'node:crypto'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import type { Descriptor, Platform } from '../core/descriptor.ts'
import type { Digest } from '../core/digest.ts'
import { diffIdOf, digestOfHex } from '../core/digest.ts'
import type { Compression } from '../core/media_types.ts'
import { layerMediaType, OCI_CONFIG, OCI_INDEX, OCI_MANIFEST } from '../core/media_types.ts'
import { configBytes, EMPTY_RUN_CONFIG } from '../core/oci/config.ts'
import { indexBytes } from '../core/oci/index_document.ts'
import { manifestBytes } from '../core/oci/manifest.ts'
import { END_OF_ARCHIVE_SIZE, paddingAfter } from '../core/tar/block.ts'
import { encodeTarHeader } from '../core/tar/header.ts'
import type { ImageSource } from '../node/blob/image_source.ts'

/** A small image that is held in memory, for tests. */
export interface MemoryImage extends ImageSource {
  readonly blobs: ReadonlyMap<Digest, Uint8Array>
}

/** One layer: the files of its tar, and how it is compressed. */
export interface MemoryLayer {
  readonly files: Readonly<Record<string, Uint8Array | string>>
  readonly compression: Compression
}

/** What an image of tests is made of. */
export interface MemoryImageOptions {
  readonly layers: readonly MemoryLayer[]
  readonly platform?: Platform
  readonly entrypoint?: readonly string[]
}

/** Makes an image; the same options give the same digests. */
export function memoryImage(options: MemoryImageOptions): MemoryImage {
  const blobs = new Map<Digest, Uint8Array>()
  const tars = options.layers.map(({ files }) => tarOf(files))
  const config = configBytes({
    platform: options.platform ?? { os: 'linux', architecture: 'amd64' },
    run: { ...EMPTY_RUN_CONFIG, ...(options.entrypoint && { entrypoint: options.entrypoint }) },
    diffIds: tars.map((tar) => diffIdOf(digestOf(tar))),
    history: [],
    others: {},
  })
  const manifest = manifestBytes({
    config: put(blobs, OCI_CONFIG, config),
    layers: options.layers.map(({ compression }, index) =>
      put(
        blobs,
        layerMediaType(compression),
        compress(tars[index] ?? new Uint8Array(), compression),
      ),
    ),
    annotations: {},
  })
  return sourceOf(put(blobs, OCI_MANIFEST, manifest), blobs)
}

/** Makes an index of images, each for its platform, which the index may leave to the image. */
export function memoryIndex(
  images: readonly { readonly image: MemoryImage; readonly platform?: Platform }[],
): MemoryImage {
  const blobs = new Map(images.flatMap(({ image }) => [...image.blobs]))
  const manifests = images.map(({ image, platform }) => ({
    ...image.root,
    ...(platform && { platform }),
  }))
  return sourceOf(put(blobs, OCI_INDEX, indexBytes({ manifests, annotations: {} })), blobs)
}

/** Makes what registries keep and no engine runs: the layers of an image with another kind of config. */
export function memoryArtifact(image: MemoryImage): MemoryImage {
  const blobs = new Map(image.blobs)
  const manifest = Buffer.from(blobs.get(image.root.digest) ?? []).toString()
  const text = manifest.replace(
    /"application\/vnd\.[^"]*config[^"]*"/,
    '"application/vnd.example.config"',
  )
  return sourceOf(put(blobs, image.root.mediaType, Buffer.from(text)), blobs)
}

/** The digest of bytes. */
export function digestOf(bytes: Uint8Array): Digest {
  return digestOfHex(createHash('sha256').update(bytes).digest('hex'))
}

function sourceOf(root: Descriptor, blobs: ReadonlyMap<Digest, Uint8Array>): MemoryImage {
  const bytesOf = (descriptor: Descriptor): Uint8Array => {
    const bytes = blobs.get(descriptor.digest)
    if (bytes === undefined) throw new Error(`Not in the image: ${descriptor.digest}`)
    return bytes
  }
  return {
    root,
    blobs,
    readSmall: (descriptor) => Promise.resolve(bytesOf(descriptor)),
    blob: (descriptor) => ({
      descriptor,
      file: undefined,
      async *open(start = 0): AsyncGenerator<Uint8Array> {
        await Promise.resolve()
        yield* chunksOf(bytesOf(descriptor).subarray(start))
      },
    }),
  }
}

/** Like real sources, gives one buffer again and again. */
function* chunksOf(bytes: Uint8Array): Generator<Uint8Array> {
  const buffer = new Uint8Array(64 * 1024)
  for (let offset = 0; offset < bytes.length; offset += buffer.length) {
    const piece = bytes.subarray(offset, offset + buffer.length)
    buffer.set(piece)
    yield buffer.subarray(0, piece.length)
  }
}

function put(blobs: Map<Digest, Uint8Array>, mediaType: string, bytes: Uint8Array): Descriptor {
  const digest = digestOf(bytes)
  blobs.set(digest, bytes)
  return { mediaType, digest, size: bytes.length }
}

function compress(tar: Uint8Array, compression: Compression): Uint8Array {
  switch (compression) {
    case 'none':
      return tar
    case 'gzip':
      return gzipSync(tar)
    case 'zstd':
      return zstdCompressSync(tar)
  }
}

function tarOf(files: MemoryLayer['files']): Uint8Array {
  const parts = Object.entries(files).flatMap(([path, content]) => {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content
    return [fileHeader(path, bytes.length), bytes, new Uint8Array(paddingAfter(bytes.length))]
  })
  return Buffer.concat([...parts, new Uint8Array(END_OF_ARCHIVE_SIZE)])
}

function fileHeader(path: string, size: number): Uint8Array {
  const owner = { uid: 0, gid: 0, uname: '', gname: '', mtime: { seconds: 0, nanoseconds: 0 } }
  return encodeTarHeader({ kind: 'file', path, size, mode: 0o755, target: '', ...owner })
}

import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ReadableStream } from 'node:stream/web'
import { createGunzip } from 'node:zlib'
import * as loaded from 'xz-decompress'
import type { Decompressor } from '../blob/bounded_decompression.ts'
import { decompressZstd } from '../blob/decompress.ts'

/** A CommonJS module: Node gives its exports as the default, a bundler may give them as they are. */
const { XzReadableStream } = 'default' in loaded ? loaded.default : loaded

/** What reads a file, by the end of its name; nothing at its end is a plain file. */
export const DECOMPRESSORS: Readonly<Record<string, Decompressor>> = {
  '.xz': decompressXz,
  '.zst': decompressZstd,
  '.gz': decompressGzip,
  '': (plain) => plain,
}

async function* decompressGzip(compressed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip()
  const fed = pipeline(Readable.from(compressed), gunzip)
  fed.catch(() => undefined)
  for await (const chunk of gunzip) yield chunk as Uint8Array
  await fed
}

/**
 * Decompresses an .xz file (the format of tukaani.org/xz/xz-file-format.txt), with LZMA2 only, as Debian
 * makes them.
 *
 * @throws an Error for bytes that are no whole .xz file
 */
async function* decompressXz(compressed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = ReadableStream.from(compressed)
  for await (const chunk of new XzReadableStream(source)) if (chunk.length > 0) yield chunk
}

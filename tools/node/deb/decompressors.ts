import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ReadableStream } from 'node:stream/web'
import { createGunzip } from 'node:zlib'
import unbzip2 from 'unbzip2-stream'
import * as loaded from 'xz-decompress'
import type { Decompressor } from '../blob/bounded_decompression.ts'
import { decompressZstd } from '../blob/decompress.ts'

/** A CommonJS module: Node gives its exports as the default, a bundler may give them as they are. */
const { XzReadableStream } = 'default' in loaded ? loaded.default : loaded

/** Bytes that may come out of one piece of a .bz2 file. */
const MAX_AHEAD = 64 * 1024 ** 2

/** What reads a file, by the end of its name; nothing at its end is a plain file. */
export const DECOMPRESSORS: Readonly<Record<string, Decompressor>> = {
  '.xz': decompressXz,
  '.zst': decompressZstd,
  '.gz': decompressGzip,
  '.bz2': decompressBzip2,
  '': (plain) => plain,
}

/**
 * Decompresses a .bz2 file. The library decompresses what it has been given at once, some 900 KB when a file ends, so
 * that a bomb would fill the memory before anybody counts; more than a real file has there ends it.
 *
 * @throws an Error for bytes that are no whole .bz2 file
 */
async function* decompressBzip2(compressed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = unbzip2()
  const ready: Uint8Array[] = []
  const errors: Error[] = []
  let size = 0
  stream.on('error', (error) => errors.push(error))
  stream.on('data', (chunk: Uint8Array) => {
    size += chunk.length
    if (size > MAX_AHEAD) throw new Error('it grows too much')
    ready.push(chunk)
  })
  function* take(): Generator<Uint8Array> {
    const [error] = errors
    if (error !== undefined) throw error
    size = 0
    yield* ready.splice(0)
  }
  for await (const bytes of compressed) {
    stream.write(bytes)
    yield* take()
  }
  stream.end()
  yield* take()
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

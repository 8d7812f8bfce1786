import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type { Decompressor } from '../blob/bounded_decompression.ts'
import { decompressZstd } from '../blob/decompress.ts'
import { decompressXz } from './xz.ts'

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

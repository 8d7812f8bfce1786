import { ReadableStream } from 'node:stream/web'
import * as loaded from 'xz-decompress'

/** A CommonJS module: Node gives its exports as the default, a bundler may give them as they are. */
const { XzReadableStream } = 'default' in loaded ? loaded.default : loaded

/**
 * Decompresses an .xz file (the format of tukaani.org/xz/xz-file-format.txt), with LZMA2 only, as Debian
 * makes them.
 *
 * @throws an Error for bytes that are no whole .xz file
 */
export async function* decompressXz(
  compressed: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const source = ReadableStream.from(compressed)
  for await (const chunk of new XzReadableStream(source)) if (chunk.length > 0) yield chunk
}

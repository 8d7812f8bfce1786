import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { extract } from 'tar-stream'
import { LAYER_EXPANSION } from '../../core/archive/expansion.ts'
import { IMAGE_MEMBERS, safeMemberPath } from '../../core/archive/safe_member.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { SNIFFED_SIZE, sniffLayer } from '../../core/layer/sniff.ts'
import { boundedDecompression } from '../blob/bounded_decompression.ts'
import { fileFailure } from '../file_failure.ts'
import { decompressZstd } from '../blob/decompress.ts'

/** A file or a symbolic link in a tar; directories are left out. */
export interface TarballMember {
  /** Relative to the root of the tar, without `.` and `..`. */
  readonly path: string
  /** What a symbolic link says; undefined for a file. */
  readonly target: string | undefined
  /** Must be read to the end before the next member is asked for. */
  readonly content: AsyncIterable<Uint8Array>
}

/**
 * Reads the tar of an image member by member, whatever it is compressed with.
 *
 * @throws ExpectedFailure when the file cannot be read, or is no tar
 */
export async function* tarballMembers(archive: string): AsyncGenerator<TarballMember> {
  const extractor = extract()
  const fed = pipeline(Readable.from(await plainTar(archive)), extractor)
  fed.catch(() => undefined)
  try {
    for await (const entry of extractor) {
      const { name, type, linkname } = entry.header
      const isLink = type === 'symlink'
      if (isLink || type === 'file' || type === 'contiguous-file') {
        const target = isLink ? ((linkname as string | null) ?? '') : undefined
        const content = readable(archive, entry as AsyncIterable<Uint8Array>)
        yield { path: safePath(archive, name), target, content }
      }
      entry.resume()
    }
    await fed
  } catch (error) {
    if (error instanceof ExpectedFailure || !(error instanceof Error)) throw error
    throw damaged(archive, error.message)
  }
}

/** The failure of an archive that is broken. */
export function damaged(archive: string, problem: string): ExpectedFailure {
  return new ExpectedFailure({ topic: 'archive', reason: 'damaged', archive, problem })
}

/** The first bytes of a file, as many as it takes to tell what it is. */
export async function firstBytes(path: string): Promise<Uint8Array> {
  try {
    await using file = await open(path, 'r')
    const { buffer, bytesRead } = await file.read(new Uint8Array(SNIFFED_SIZE), 0, SNIFFED_SIZE, 0)
    return buffer.subarray(0, bytesRead)
  } catch (error) {
    throw fileFailure(path, error)
  }
}

/** The same bytes; where the tar ends in the middle of them, that is a failure of the archive. */
async function* readable(
  archive: string,
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of content) yield chunk
  } catch (error) {
    if (error instanceof ExpectedFailure || !(error instanceof Error)) throw error
    throw damaged(archive, error.message)
  }
}

async function plainTar(archive: string): Promise<AsyncIterable<Uint8Array>> {
  const sniffed = sniffLayer(await firstBytes(archive))
  if (sniffed.kind === 'other') throw damaged(archive, `it is ${sniffed.name}`)
  const bytes = createReadStream(archive) as AsyncIterable<Uint8Array>
  if (sniffed.compression === 'none') return bytes
  const decompress = sniffed.compression === 'zstd' ? decompressZstd : decompressGzip
  return boundedDecompression(archive, bytes, decompress, LAYER_EXPANSION)
}

function decompressGzip(compressed: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const decoder = createGunzip()
  // What is wrong is thrown where the decoder is read.
  pipeline(Readable.from(compressed), decoder).catch(() => undefined)
  return decoder as AsyncIterable<Uint8Array>
}

function safePath(archive: string, name: string): string {
  const path = safeMemberPath(name, IMAGE_MEMBERS)
  if (path.ok) return path.value
  const problem = path.failure
  const reason = 'unsafe-member'
  throw new ExpectedFailure({ topic: 'archive', reason, archive, member: name, problem })
}

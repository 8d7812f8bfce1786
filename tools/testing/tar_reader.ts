import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import { extract } from 'tar-stream'
import type { Compression } from '../core/media_types.ts'

/** What tar-stream, an independent reader, says of one entry. */
export interface ReadEntry {
  readonly name: string
  readonly type: string
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Seconds since 1970. */
  readonly mtime: number
  readonly linkname: string | null
  readonly content: Buffer
}

/** Reads a whole archive that fits into memory. */
export async function readTar(
  path: string,
  compression: Compression = 'none',
): Promise<readonly ReadEntry[]> {
  const entries: ReadEntry[] = []
  for await (const entry of Readable.from([tarBytes(path, compression)]).pipe(extract())) {
    const { name, type, mode, uid, gid, mtime, linkname } = entry.header
    const pieces: Buffer[] = []
    for await (const piece of entry) pieces.push(piece as Buffer)
    entries.push({
      name,
      type,
      mode,
      uid,
      gid,
      mtime: mtime.getTime() / 1000,
      linkname,
      content: Buffer.concat(pieces),
    })
  }
  return entries
}

/** The uncompressed bytes of an archive. */
export function tarBytes(path: string, compression: Compression): Buffer {
  const bytes = readFileSync(path)
  switch (compression) {
    case 'none':
      return bytes
    case 'gzip':
      return gunzipSync(bytes)
    case 'zstd':
      return zstdDecompressSync(bytes)
  }
}

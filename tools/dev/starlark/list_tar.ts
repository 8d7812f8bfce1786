import { createHash } from 'node:crypto'
import { createReadStream, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { PassThrough, pipeline } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import type { Header } from 'tar-stream'
import { extract } from 'tar-stream'

/**
 * Lists a tar as JSON, one line an entry: node list_tar.cjs TAR LISTING ONLY
 *
 * Only entries with the text ONLY in their path are listed.
 * The reader is tar-stream, which shares no code with the writer under test.
 */
async function main([tar = '', listing = '', only = '']: readonly string[]): Promise<void> {
  const lines: string[] = []
  const entries = extract()
  // An error reaches the loop below, through the last stream.
  pipeline(createReadStream(tar), await decompressorOf(tar), entries, () => undefined)
  for await (const entry of entries) {
    const line = JSON.stringify(await describe(entry.header, entry))
    if (entry.header.name.includes(only)) lines.push(line)
  }
  writeFileSync(listing, lines.map((line) => `${line}\n`).join(''))
}

async function decompressorOf(file: string): Promise<NodeJS.ReadWriteStream> {
  await using handle = await open(file)
  const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0)
  if (buffer.readUInt16BE(0) === 0x1f8b) return createGunzip()
  return buffer.readUInt32BE(0) === 0x28b52ffd ? createZstdDecompress() : new PassThrough()
}

async function describe(header: Header, content: AsyncIterable<unknown>): Promise<object> {
  const hash = createHash('sha256')
  for await (const chunk of content) hash.update(chunk as Uint8Array)
  const { name, type, mode, uid, gid, uname, gname, mtime, linkname } = header
  return {
    path: name,
    type,
    mode: mode.toString(8).padStart(4, '0'),
    owner: [uid, gid, uname, gname],
    mtime: mtime.toISOString(),
    ...(type === 'symlink' && { link: linkname }),
    ...(type === 'file' && contentOf(name, header.size, hash.digest('hex'))),
  }
}

/** The repository mapping has other text in each version of Bazel. */
function contentOf(name: string, size: number, sha256: string): object {
  return name.endsWith('/_repo_mapping') ? {} : { size, sha256 }
}

void main(process.argv.slice(2))

import { gzipSync, zstdCompressSync } from 'node:zlib'
import { pack } from 'tar-stream'

/** A file, directory or link of a package that a test writes. */
export interface WrittenMember {
  /** As in the tar: "./usr/bin/x". */
  readonly name: string
  readonly type?: 'file' | 'directory' | 'symlink' | 'link' | 'fifo'
  readonly mode?: number
  readonly uid?: number
  readonly gid?: number
  /** What a link says. */
  readonly linkname?: string
  readonly text?: string
}

/** A package that a test writes. */
export interface WrittenDeb {
  readonly name: string
  readonly version?: string
  readonly architecture?: string
  /** Further lines of the control file. */
  readonly fields?: readonly string[]
  /** Further files of control.tar. */
  readonly control?: Readonly<Record<string, string>>
  readonly members?: readonly WrittenMember[]
  readonly compression?: keyof typeof COMPRESSORS
}

const COMPRESSORS = {
  '': (bytes: Buffer) => bytes,
  '.gz': (bytes: Buffer) => gzipSync(bytes),
  '.zst': (bytes: Buffer) => zstdCompressSync(bytes),
} as const

/** The bytes of a small Debian package (deb(5)); the same for the same description. */
export async function writeDeb(deb: WrittenDeb): Promise<Buffer> {
  const { compression = '.gz', members = [], control = {} } = deb
  const files = { control: controlFile(deb), ...control }
  const texts = Object.entries(files).map(([name, text]) => ({ name: `./${name}`, text }))
  const compress = COMPRESSORS[compression]
  return writeAr([
    ['debian-binary', Buffer.from('2.0\n')],
    [`control.tar${compression}`, compress(await writeTar(texts))],
    [`data.tar${compression}`, compress(await writeTar(members))],
  ])
}

/** The control file of a package. */
export function controlFile({
  name,
  version = '1.0',
  architecture = 'amd64',
  fields = [],
}: WrittenDeb): string {
  const lines = [
    `Package: ${name}`,
    `Version: ${version}`,
    `Architecture: ${architecture}`,
    'Maintainer: Nobody <nobody@example.invalid>',
    ...fields,
    `Description: package ${name} of a test`,
  ]
  return `${lines.join('\n')}\n`
}

/** The bytes of an ar archive. */
export function writeAr(members: readonly (readonly [name: string, bytes: Buffer])[]): Buffer {
  const pieces = members.flatMap(([name, bytes]) => {
    const fields = [
      name.padEnd(16),
      '0'.padEnd(12),
      '0'.padEnd(6),
      '0'.padEnd(6),
      '100644'.padEnd(8),
    ]
    const header = `${fields.join('')}${String(bytes.length).padEnd(10)}\`\n`
    return [Buffer.from(header), bytes, Buffer.from(bytes.length % 2 === 1 ? '\n' : '')]
  })
  return Buffer.concat([Buffer.from('!<arch>\n'), ...pieces])
}

async function writeTar(members: readonly WrittenMember[]): Promise<Buffer> {
  const archive = pack()
  for (const { text = '', type = 'file', mode, linkname, ...rest } of members) {
    const usual = type === 'directory' || type === 'symlink' ? 0o755 : 0o644
    const header = { ...rest, type, mode: mode ?? usual, mtime: new Date(0) }
    archive.entry(linkname === undefined ? header : { ...header, linkname }, text)
  }
  archive.finalize()
  const pieces: Buffer[] = []
  for await (const piece of archive) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

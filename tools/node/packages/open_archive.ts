import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { PACKAGE_EXPANSION } from '../../core/archive/expansion.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { ArchiveMember } from '../../core/packages/kept_files.ts'
import type { Decompressor } from '../blob/bounded_decompression.ts'
import { boundedDecompression } from '../blob/bounded_decompression.ts'
import { extractZip, listZip } from './zip.ts'
import { DebFile } from '../deb/deb_file.ts'
import { DECOMPRESSORS } from '../deb/decompressors.ts'
import type { TarMember } from '../deb/tar_members.ts'
import { tarMembers } from '../deb/tar_members.ts'
import { fileFailure } from '../file_failure.ts'

/** An archive of a package, whatever its format. */
export interface PackageArchive {
  /**
   * Its files and links.
   *
   * @throws ExpectedFailure when it is damaged or could do harm
   */
  list(): Promise<readonly ArchiveMember[]>
  /**
   * Writes some of its files below a folder, with permissions for everybody to read and run them.
   *
   * @param wanted path in the archive to the places that get a copy
   * @returns the paths that were there
   * @throws ExpectedFailure when it is damaged or could do harm
   */
  extract(
    wanted: ReadonlyMap<string, readonly string[]>,
    folder: string,
  ): Promise<ReadonlySet<string>>
}

/** Extensions of archives that {@link openArchive} reads. */
const EXTENSIONS = ['.whl', '.zip', '.deb', ...Object.keys(DECOMPRESSORS).map(tarExtension)]

function tarExtension(compression: string): string {
  return `.tar${compression}`
}

/**
 * Chooses the reader of an archive. Nothing is read yet.
 *
 * @param file its name where it came from; the extension says what it is
 * @throws ExpectedFailure for an extension that rt does not know
 */
export function openArchive(path: string, file: string): PackageArchive {
  if (file.endsWith('.whl') || file.endsWith('.zip')) {
    return { list: () => listZip(path), extract: (...args) => extractZip(path, ...args) }
  }
  if (file.endsWith('.deb')) return tarArchive(() => membersOfDeb(path))
  const name = file.replace(/\.tgz$/, '.tar.gz')
  const readers = Object.entries(DECOMPRESSORS)
  const [, decompress] = readers.find(([end]) => name.endsWith(tarExtension(end))) ?? []
  if (decompress !== undefined) return tarArchive(() => membersOfTar(path, decompress))
  throw new ExpectedFailure({
    topic: 'argument',
    reason: 'invalid-value',
    option: 'file',
    value: file,
    accepted: `a name that ends in ${EXTENSIONS.join(', ')}`,
  })
}

async function* membersOfDeb(path: string): AsyncGenerator<TarMember> {
  await using deb = await DebFile.open(path)
  yield* tarMembers(path, deb.tar('data'))
}

function membersOfTar(path: string, decompress: Decompressor): AsyncGenerator<TarMember> {
  return tarMembers(path, boundedDecompression(path, read(path), decompress, PACKAGE_EXPANSION))
}

async function* read(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path)) yield chunk as Uint8Array
  } catch (error) {
    throw fileFailure(path, error)
  }
}

function tarArchive(members: () => AsyncGenerator<TarMember>): PackageArchive {
  return {
    async list() {
      const found: ArchiveMember[] = []
      for await (const member of members()) {
        const size = await sizeOf(member.content)
        const listed = described(member, size)
        if (listed !== undefined) found.push(listed)
      }
      return found
    },
    async extract(wanted, folder) {
      const found = new Set<string>()
      for await (const { kind, safe, content } of members()) {
        const [place, ...copies] = kind === 'file' ? (wanted.get(safe.path) ?? []) : []
        if (place === undefined) {
          await sizeOf(content)
          continue
        }
        await writeCopies(
          content,
          [place, ...copies].map((each) => join(folder, each)),
        )
        found.add(safe.path)
      }
      return found
    },
  }
}

async function sizeOf(content: AsyncIterable<Uint8Array>): Promise<number> {
  let size = 0
  for await (const chunk of content) size += chunk.length
  return size
}

/** Undefined for directories; a hard link counts as a link to the file of the same bytes. */
function described(member: TarMember, size: number): ArchiveMember | undefined {
  const { kind, safe, target } = member
  switch (kind) {
    case 'file':
      return { path: safe.path, size }
    case 'symlink':
      return { path: safe.path, size: 0, target }
    case 'hardlink':
      return { path: safe.path, size: 0, target: `/${safe.linked ?? ''}` }
    case 'directory':
      return undefined
  }
}

async function writeCopies(
  content: AsyncIterable<Uint8Array>,
  files: readonly string[],
): Promise<void> {
  const [first = '', ...others] = files
  await mkdir(dirname(first), { recursive: true })
  await pipeline(content, createWriteStream(first, { mode: 0o755 }))
  for (const other of others) {
    await mkdir(dirname(other), { recursive: true })
    await pipeline(createReadStream(first), createWriteStream(other, { mode: 0o755 }))
  }
}

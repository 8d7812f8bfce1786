import { createReadStream, createWriteStream } from 'node:fs'
import { chmod, copyFile, link, mkdir, open, stat, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { PACKAGE_EXPANSION } from '../../core/archive/expansion.ts'
import { DIRECTORY_MEMBERS, MemberGuard } from '../../core/archive/safe_member.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { DECOMPRESSORS } from '../deb/decompressors.ts'
import { tarMembers } from '../deb/tar_members.ts'
import { fileFailure } from '../file_failure.ts'
import { boundedDecompression } from '../blob/bounded_decompression.ts'
import { extractZip, listZip } from '../packages/zip.ts'
import { writeFailure } from '../write_failure.ts'
import { itemFiles } from './item_files.ts'

/** The first bytes of formats that are read, as hexadecimal digits, and their keys in {@link DECOMPRESSORS}. */
const MAGIC: readonly (readonly [digits: string, compression: string])[] = [
  ['1f8b', '.gz'],
  ['425a68', '.bz2'],
  ['fd377a585a00', '.xz'],
  ['28b52ffd', '.zst'],
]
const ZIP_MAGIC = '504b0304'
const EMPTY_ZIP_MAGIC = '504b0506'
/** Models are larger than packages. */
const EXPANSION = { ...PACKAGE_EXPANSION, maxBytes: 8 * 1024 ** 4 }
const TAR_MAGIC_OFFSET = 257

/**
 * Unpacks a directory or an archive into an empty directory. The bytes of a file say what it is, not its name.
 * Files get the mode 0644 or 0755, directories 0755.
 *
 * @throws ExpectedFailure when it cannot be read, or has members that could do harm
 */
export async function readArchive(path: string, directory: string): Promise<void> {
  const isDirectory = await stat(path).then(
    (found) => found.isDirectory(),
    (error: unknown) => {
      throw fileFailure(path, error)
    },
  )
  if (isDirectory) return copyDirectory(path, directory)
  const start = await firstBytes(path)
  const digits = start.toString('hex')
  if (digits.startsWith(ZIP_MAGIC) || digits.startsWith(EMPTY_ZIP_MAGIC))
    return unpackZip(path, directory)
  const [, compression] = MAGIC.find(([magic]) => digits.startsWith(magic)) ?? []
  const isTar = start.subarray(TAR_MAGIC_OFFSET).toString('latin1').startsWith('ustar')
  if (compression === undefined && !isTar) {
    throw new ExpectedFailure({ topic: 'bento', reason: 'not-an-archive', path })
  }
  return unpackTar(path, compression ?? '', directory)
}

async function firstBytes(path: string): Promise<Buffer> {
  await using file = await open(path)
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(512), position: 0 })
  return buffer.subarray(0, bytesRead)
}

/** Links are held to the same rules as those of an archive. */
async function copyDirectory(source: string, directory: string): Promise<void> {
  const guard = new MemberGuard(DIRECTORY_MEMBERS)
  for await (const { path, kind, target, source: from, executable } of itemFiles(source)) {
    const admitted = guard.admit({ name: path, kind, target })
    if (!admitted.ok) {
      const problem = admitted.failure
      const reason = 'unsafe-member'
      throw new ExpectedFailure({
        topic: 'archive',
        reason,
        archive: source,
        member: path,
        problem,
      })
    }
    const place = join(directory, path)
    if (kind === 'directory') await mkdir(place, { mode: 0o755 })
    else if (kind === 'symlink') await symlink(target, place)
    else {
      await copyFile(from, place)
      await chmod(place, executable ? 0o755 : 0o644)
    }
  }
}

async function unpackZip(path: string, directory: string): Promise<void> {
  const members = await listZip(path)
  await extractZip(path, new Map(members.map((member) => [member.path, [member.path]])), directory)
}

async function unpackTar(path: string, compression: string, directory: string): Promise<void> {
  const decompress = DECOMPRESSORS[compression] ?? ((plain) => plain)
  const tar = boundedDecompression(path, read(path), decompress, EXPANSION)
  for await (const { kind, safe, mode, target, content } of tarMembers(
    path,
    tar,
    DIRECTORY_MEMBERS,
    damaged,
  )) {
    const place = join(directory, safe.path)
    await mkdir(kind === 'directory' ? place : dirname(place), { recursive: true, mode: 0o755 })
    if (kind === 'symlink') await symlink(target, place)
    else if (kind === 'hardlink') await link(join(directory, safe.linked ?? ''), place)
    if (kind === 'file') {
      const file = createWriteStream(place, { mode: (mode & 0o111) === 0 ? 0o644 : 0o755 })
      await pipeline(content, file).catch((error: unknown) => {
        throw writeFailure(place, 0, error)
      })
    } else await drain(content)
  }
}

function damaged(archive: string, problem: string): ExpectedFailure {
  return new ExpectedFailure({ topic: 'archive', reason: 'damaged', archive, problem })
}

/** The next member comes when this one is read to its end. */
async function drain(content: AsyncIterable<Uint8Array>): Promise<void> {
  const reader = content[Symbol.asyncIterator]()
  while ((await reader.next()).done !== true);
}

async function* read(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path)) yield chunk as Uint8Array
  } catch (error) {
    throw fileFailure(path, error)
  }
}

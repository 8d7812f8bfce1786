import { createWriteStream } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import type { Entry, ZipFile } from 'yauzl'
import yauzl from 'yauzl'
import { excessiveExpansion, PACKAGE_EXPANSION } from '../../core/archive/expansion.ts'
import { DIRECTORY_MEMBERS, MemberGuard } from '../../core/archive/safe_member.ts'
import { zipMemberKind } from '../../core/archive/zip_directory.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { ArchiveMember } from '../../core/packages/kept_files.ts'
import { fileFailure, systemErrorCode } from '../file_failure.ts'

/** PATH_MAX of Linux, without its NUL. */
const MAX_TARGET = 4095

/**
 * Lists the files and links of a zip file (a wheel is one), the guards of unpacking applied.
 *
 * @throws ExpectedFailure for what is no zip file, or could do harm
 */
export async function listZip(path: string): Promise<readonly ArchiveMember[]> {
  const members: ArchiveMember[] = []
  await eachMember(path, (member) => {
    members.push(member)
    return Promise.resolve()
  })
  return members
}

/**
 * Unpacks some files of a zip file.
 *
 * @param wanted path in the archive to the places below `folder` that get a copy
 * @returns the paths that were there
 * @throws ExpectedFailure for what is no zip file, or could do harm
 */
export async function extractZip(
  path: string,
  wanted: ReadonlyMap<string, readonly string[]>,
  folder: string,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  await eachMember(path, async (member, open) => {
    for (const place of wanted.get(member.path) ?? []) {
      const file = join(folder, place)
      await mkdir(dirname(file), { recursive: true })
      await pipeline(await open(), createWriteStream(file, { mode: 0o755 }))
      found.add(member.path)
    }
  })
  return found
}

type Visit = (member: ArchiveMember, open: () => Promise<Readable>) => Promise<void>

/** Visits files and links in the order of the archive. */
async function eachMember(path: string, visit: Visit): Promise<void> {
  let zip: ZipFile | undefined
  try {
    zip = await yauzl.openPromise(path, { autoClose: false, strictFileNames: true })
    const guard = new MemberGuard(DIRECTORY_MEMBERS)
    const { size: zipSize } = await stat(path)
    let grown = 0
    for await (const entry of zip.eachEntry()) {
      // Members may share compressed bytes: all together are judged by the size of the file.
      grown += entry.uncompressedSize
      checkGrowth(path, zipSize, grown)
      const member = await admit(path, zip, entry, guard)
      const opened = zip
      if (member !== undefined) await visit(member, () => opened.openReadStreamPromise(entry))
    }
  } catch (error) {
    throw zipFailure(path, error)
  } finally {
    zip?.close()
  }
}

/** Undefined for directories, which are made as they are needed. */
async function admit(
  archive: string,
  zip: ZipFile,
  entry: Entry,
  guard: MemberGuard,
): Promise<ArchiveMember | undefined> {
  const { fileName: name, uncompressedSize: size } = entry
  const kind = zipMemberKind(name, entry.externalFileAttributes >>> 16)
  const target = kind === 'symlink' ? await readTarget(zip, entry) : ''
  const admitted = guard.admit({ name, kind, target })
  if (!admitted.ok) {
    const problem = admitted.failure
    throw new ExpectedFailure({
      topic: 'archive',
      reason: 'unsafe-member',
      archive,
      member: name,
      problem,
    })
  }
  if (kind === 'directory') return undefined
  const { path } = admitted.value
  return kind === 'symlink' ? { path, size: 0, target } : { path, size }
}

/** yauzl itself makes sure that a member has no more bytes than it says. */
function checkGrowth(archive: string, consumed: number, produced: number): void {
  const problem = excessiveExpansion(PACKAGE_EXPANSION, consumed, produced)
  if (problem === undefined) return
  throw new ExpectedFailure({ topic: 'archive', reason: 'expands-too-much', archive, problem })
}

async function readTarget(zip: ZipFile, entry: Entry): Promise<string> {
  if (entry.uncompressedSize > MAX_TARGET) return ''
  return (await buffer(await zip.openReadStreamPromise(entry))).toString('utf8')
}

/** What yauzl throws is about the archive, unless the operating system or rt itself said it. */
function zipFailure(path: string, error: unknown): unknown {
  if (error instanceof ExpectedFailure) return error
  if (systemErrorCode(error) !== undefined) return fileFailure(path, error)
  const problem = error instanceof Error ? error.message : String(error)
  return new ExpectedFailure(
    { topic: 'archive', reason: 'damaged', archive: path, problem },
    { cause: error },
  )
}

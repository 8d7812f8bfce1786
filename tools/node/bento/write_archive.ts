import { createReadStream, createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { pack } from 'tar-stream'
import type { Pack } from 'tar-stream'
import { ZipFile } from 'yazl'
import { ExpectedFailure } from '../../core/failure.ts'
import { writeFailure } from '../write_failure.ts'
import type { ItemFile } from './item_files.ts'
import { itemFiles } from './item_files.ts'
import { partialPath } from './staging.ts'
import { storeAsXz } from './xz_writer.ts'

/** A directory that goes into an archive, and below which path; the empty one is the top. */
export interface ArchivedDirectory {
  readonly directory: string
  readonly below: string
}

/** A small file of an archive. */
export interface ArchivedText {
  readonly path: string
  readonly text: string
}

/** All that goes into one archive. */
export interface ArchiveContent {
  readonly directories: readonly ArchivedDirectory[]
  readonly texts: readonly ArchivedText[]
}

/** Entries have one time, so that two exports of one item are equal: the first that a zip file can say. */
const TIME = new Date('1980-01-01T00:00:00Z')
const FORMATS: readonly (readonly [end: string, write: (content: ArchiveContent) => Readable])[] = [
  ['.bento', writeXz],
  ['.bentomodel', writeXz],
  ['.xz', writeXz],
  ['.gz', (content) => writeTar(content).compose(createGzip())],
  ['.tar', writeTar],
  ['.zip', writeZip],
]

/** Whether the name of a file says in which format it is to be written. */
export function hasArchiveFormat(path: string): boolean {
  return path.endsWith('.bz2') || FORMATS.some(([end]) => path.endsWith(end))
}

/**
 * Writes an archive in the format that its name says; nothing is left of one that could not be finished.
 *
 * @param signal ends the writing
 * @throws ExpectedFailure for bzip2, and when the file cannot be written
 */
export async function writeArchive(
  path: string,
  content: ArchiveContent,
  signal: AbortSignal,
): Promise<void> {
  const [, write] = FORMATS.find(([end]) => path.endsWith(end)) ?? []
  if (write === undefined) {
    throw new ExpectedFailure({ topic: 'bento', reason: 'unwritable-format', path })
  }
  const partial = await partialPath(path)
  try {
    await pipeline(write(content), createWriteStream(partial), { signal })
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true })
    throw signal.aborted ? signal.reason : writeFailure(path, 0, error)
  }
}

function writeXz(content: ArchiveContent): Readable {
  return Readable.from(storeAsXz(writeTar(content)))
}

function writeTar(content: ArchiveContent): Readable {
  const tar = pack()
  fillTar(tar, content).then(
    () => tar.finalize(),
    (error: unknown) => tar.destroy(error instanceof Error ? error : undefined),
  )
  return Readable.from(tar)
}

async function fillTar(tar: Pack, { directories, texts }: ArchiveContent): Promise<void> {
  tar.entry({ name: './', type: 'directory', mode: 0o755, mtime: TIME })
  for (const { path, text } of texts)
    tar.entry({ name: `./${path}`, mode: 0o644, mtime: TIME }, text)
  for (const { directory, below } of directories) {
    for await (const file of itemFiles(directory)) await addToTar(tar, file, join(below, file.path))
  }
}

function join(below: string, path: string): string {
  return below === '' ? path : `${below}/${path}`
}

async function addToTar(tar: Pack, file: ItemFile, path: string): Promise<void> {
  const name = `./${path}`
  const mode = modeOf(file)
  if (file.kind === 'directory') {
    tar.entry({ name: `${name}/`, type: 'directory', mode, mtime: TIME })
  } else if (file.kind === 'symlink') {
    tar.entry({ name, type: 'symlink', linkname: file.target, mode: 0o777, mtime: TIME })
  } else {
    const entry = tar.entry({ name, size: file.size, mode, mtime: TIME })
    await pipeline(createReadStream(file.source), entry)
  }
}

function modeOf({ kind, executable }: ItemFile): number {
  return kind === 'directory' || executable ? 0o755 : 0o644
}

/** Links are followed in a zip file, which has no form for them that all readers know. */
function writeZip(content: ArchiveContent): Readable {
  const zip = new ZipFile()
  fillZip(zip, content).then(
    () => zip.end(),
    (error: unknown) => zip.emit('error', error),
  )
  const output = new Readable().wrap(zip.outputStream)
  zip.on('error', (error: Error) => output.destroy(error))
  return output
}

async function fillZip(zip: ZipFile, { directories, texts }: ArchiveContent): Promise<void> {
  for (const { path, text } of texts) {
    zip.addBuffer(Buffer.from(text), path, { mtime: TIME, mode: 0o100644 })
  }
  for (const { directory, below } of directories) {
    for await (const file of itemFiles(directory)) {
      const name = join(below, file.path)
      if (file.kind === 'directory') zip.addEmptyDirectory(name, { mtime: TIME, mode: 0o40755 })
      else
        zip.addFile(file.source, name, {
          mtime: TIME,
          mode: 0o100000 | modeOf(file),
          compress: false,
        })
    }
  }
}

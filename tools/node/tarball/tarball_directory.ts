import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TarballEntry } from '../../core/tarball/entry.ts'
import type { Descriptor } from '../../core/descriptor.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { assertNever } from '../../core/never.ts'
import { writeFailure } from '../write_failure.ts'
import { writeAll } from './tarball_file.ts'
import type { ImageSource } from '../blob/image_source.ts'
import { partialPath } from './partial_path.ts'

/**
 * Writes an image as a directory, which has its name only when it is whole: on any failure nothing is
 * left. The directory may be there already when it is empty.
 *
 * Every blob is copied byte by byte, so that its digest is verified on the way; a hard link would let
 * people's files change with the copy.
 *
 * @throws ExpectedFailure when a file cannot be written or a source has changed
 */
export async function writeTarballDirectory(
  path: string,
  source: ImageSource,
  plan: readonly TarballEntry[],
): Promise<void> {
  await refuseFilled(path)
  const partial = partialPath(path)
  try {
    await mkdir(partial)
    for (const entry of plan) await writeEntry(partial, source, entry)
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { recursive: true, force: true }).catch(() => undefined)
    throw writeFailure(path, sizeOf(plan), error)
  }
}

/** Says so before a long copy rather than after it. */
async function refuseFilled(path: string): Promise<void> {
  const names = await readdir(path).catch(() => [])
  if (names.length === 0) return
  const cause = 'it is there already and not empty'
  throw new ExpectedFailure({ topic: 'file', reason: 'unwritable', path, cause })
}

async function writeEntry(
  directory: string,
  source: ImageSource,
  entry: TarballEntry,
): Promise<void> {
  const path = join(directory, entry.path)
  switch (entry.kind) {
    case 'directory':
      return mkdir(path)
    case 'text':
      return writeFile(path, entry.text)
    case 'blob':
      return copyBlob(path, source, entry.descriptor)
    default:
      assertNever(entry)
  }
}

async function copyBlob(path: string, source: ImageSource, descriptor: Descriptor): Promise<void> {
  await using handle = await open(path, 'wx')
  for await (const chunk of source.blob(descriptor).open()) await writeAll(handle, chunk)
}

function sizeOf(plan: readonly TarballEntry[]): number {
  return plan.reduce((sum, entry) => sum + (entry.kind === 'blob' ? entry.descriptor.size : 0), 0)
}

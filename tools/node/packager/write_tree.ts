import { constants } from 'node:fs'
import { chmod, copyFile, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ArtifactFile } from '../../core/packager/artifact.ts'
import { fileFailure } from '../file_failure.ts'

/**
 * Writes files to a directory; where the file system can, they share their blocks with their sources.
 *
 * @throws ExpectedFailure when one cannot be read or written
 */
export async function writeTree(files: readonly ArtifactFile[], directory: string): Promise<void> {
  await mkdir(directory, { recursive: true })
  const made = new Set<string>()
  for (const { path, source } of files) {
    const place = join(directory, path)
    const parent = dirname(place)
    if (!made.has(parent)) await mkdir(parent, { recursive: true })
    made.add(parent)
    try {
      await copyFile(source, place, constants.COPYFILE_FICLONE)
      await chmod(place, MODE)
    } catch (error) {
      throw fileFailure(source, error)
    }
  }
}

const MODE = 0o644

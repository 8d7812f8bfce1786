import type { FileHandle } from 'node:fs/promises'
import { open, rename, rm } from 'node:fs/promises'
import { writeFailure } from '../write_failure.ts'
import type { TarballStream } from './tarball_stream.ts'
import { partialPath } from './partial_path.ts'

/**
 * Writes a tar to a file, which has its name only when it is whole: on any failure nothing is left and
 * an older file stays as it was.
 *
 * @throws ExpectedFailure when the file cannot be written or a source has changed
 */
export async function writeTarballFile(path: string, tarball: TarballStream): Promise<void> {
  const partial = partialPath(path)
  try {
    {
      await using handle = await open(partial, 'wx')
      for await (const chunk of tarball.chunks) await writeAll(handle, chunk)
    }
    await rename(partial, path)
  } catch (error) {
    // What could not be begun cannot be removed; the first error is the one to tell.
    await rm(partial, { force: true }).catch(() => undefined)
    throw writeFailure(path, tarball.size, error)
  }
}

/** Writes all of a chunk: the operating system may take less at once. */
export async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let offset = 0; offset < chunk.length;)
    offset += (await handle.write(chunk, offset)).bytesWritten
}

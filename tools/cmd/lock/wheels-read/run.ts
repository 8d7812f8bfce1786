import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { ExpectedFailure } from '../../../core/failure.ts'
import type { ForeignLock } from '../../../core/python/foreign_lock.ts'
import { readForeignLock } from '../../../core/python/foreign_lock.ts'
import { fileFailure } from '../../../node/file_failure.ts'
import type { Shell } from '../../../node/shell.ts'

/** What `rt lock wheels-read` is asked to do. */
export interface PipLockReadRequest extends Omit<ForeignLock, 'text' | 'path'> {
  readonly file: string
  /** What people call the file. */
  readonly name: string
}

/**
 * Reads a lock file that another tool has made, and prints its packages as JSON.
 *
 * @throws ExpectedFailure (`python`) when it cannot be used
 */
export async function readLock(request: PipLockReadRequest, shell: Shell): Promise<void> {
  const { file, name, ...target } = request
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw fileFailure(name, error)
  })
  const read = readForeignLock({ text, path: name || basename(file), ...target })
  if (!read.ok) throw new ExpectedFailure(read.failure)
  shell.stdout.write(`${JSON.stringify({ packages: read.value })}\n`)
}

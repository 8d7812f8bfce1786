import { createHash } from 'node:crypto'
import { createReadStream, renameSync, rmSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { resolve } from 'node:path'
import { repositoryRoots } from '../../core/deb/apt_sources.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { partialPath } from '../tarball/partial_path.ts'
import type { Shell } from '../shell.ts'
import { Apt } from './apt.ts'

/** A package that is to be fetched. */
export interface DebFetchRequest {
  /** The file to write. */
  readonly out: string
  /** Path below the root of a repository, as locked. */
  readonly file: string
  readonly sha256: string
}

/**
 * Fetches a package from the first source that has it as locked.
 *
 * @throws ExpectedFailure when there is no apt, or no source has it; no file is left behind then
 */
export async function fetchDeb(
  shell: Pick<Shell, 'env' | 'signal' | 'workingDirectory'>,
  { out, file, sha256 }: DebFetchRequest,
): Promise<void> {
  const apt = new Apt(shell)
  const roots = repositoryRoots(await apt.sources())
  if (roots.length === 0)
    throw new ExpectedFailure({ topic: 'debian', reason: 'no-source', what: `"${file}"` })
  const path = resolve(shell.workingDirectory, out)
  const partial = partialPath(path)
  const attempts: string[] = []
  try {
    for (const root of roots) {
      const url = root + file.split('/').map(encodeURIComponent).join('/')
      const problem = await apt.download(url, partial, sha256)
      if (problem === undefined) {
        await checkHash(partial, file, sha256)
        renameSync(partial, path)
        return
      }
      attempts.push(`${url}: ${problem.replace(/^Failed to fetch \S+\s+/, '')}`)
    }
    throw new ExpectedFailure({ topic: 'debian', reason: 'not-fetched', file, attempts })
  } finally {
    for (const left of [partial, `${partial}.FAILED`]) rmSync(left, { force: true })
  }
}

/** apt has checked it too; nothing is used on another's word. */
async function checkHash(path: string, file: string, expected: string): Promise<void> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  const found = hash.digest('hex')
  if (found !== expected)
    throw new ExpectedFailure({ topic: 'debian', reason: 'wrong-hash', file, expected, found })
}

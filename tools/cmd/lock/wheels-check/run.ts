import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ExpectedFailure, together } from '../../../core/failure.ts'
import { ownWheelFailures } from '../../../core/python/own_wheels.ts'
import type { PackageLock } from '../../../core/packages/lock.ts'
import { parsePackageLock } from '../../../core/packages/lock.ts'
import { foreignPackage, lockGaps } from '../../../core/python/lock_gaps.ts'
import type { WantedWheels } from '../../../core/python/wanted_wheels.ts'
import { requestChanges, requestOf } from '../../../core/python/wanted_wheels.ts'
import type { Result } from '../../../core/result.ts'
import { err } from '../../../core/result.ts'
import { fileFailure } from '../../../node/file_failure.ts'
import type { WheelDocuments } from '../../../node/packages/read_wanted_wheels.ts'
import { readWantedWheels } from '../../../node/packages/read_wanted_wheels.ts'
import type { Shell } from '../../../node/shell.ts'

/** What `rt lock wheels-check` is asked to do. */
export interface PipLockCheckRequest {
  /** Relative to the root; undefined where there is none yet. */
  readonly lock: string | undefined
  readonly documents: WheelDocuments
}

/**
 * Compares a lock file with what is wanted today, and prints JSON: `changes`, a clause each; `unreadable`, a clause
 * about a file that is no lock; `files`, what was read for it; and `names` of the packages that are asked for.
 *
 * @throws ExpectedFailure when something else cannot be read
 */
export async function checkWheelLock(request: PipLockCheckRequest, shell: Shell): Promise<void> {
  const { wanted, files } = await readWantedWheels(request.documents)
  const [first, ...rest] = ownWheelFailures(wanted)
  if (first !== undefined) throw new ExpectedFailure(together(first, rest))
  const lock = request.lock === undefined ? undefined : await readLock(request, request.lock)
  const changes = lock?.ok === true ? changesOf(lock.value, wanted) : []
  const unreadable = lock?.ok === false ? lock.failure : ''
  const names = [...new Set(wanted.requirements.map(({ requirement }) => requirement.name))]
  shell.stdout.write(`${JSON.stringify({ changes, unreadable, files, names })}\n`)
}

/** Where the request is another, so is what the lock should have. */
function changesOf(lock: PackageLock, wanted: WantedWheels): readonly string[] {
  const changes = requestChanges(lock.request, requestOf(wanted))
  return changes.length > 0 ? changes : lockGaps(lock, wanted)
}

async function readLock(
  { documents }: PipLockCheckRequest,
  name: string,
): Promise<Result<PackageLock, string>> {
  const bytes = await readFile(join(documents.root, name)).catch((error: unknown) => {
    throw fileFailure(name, error)
  })
  const lock = parsePackageLock(bytes)
  const problem = lock.ok ? foreignPackage(lock.value) : undefined
  return problem === undefined ? lock : err(problem)
}

import { existsSync, readFileSync } from 'node:fs'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ExpectedFailure } from '../../../core/failure.ts'
import type { PackageLock } from '../../../core/packages/lock.ts'
import { parsePackageLock, printPackageLock } from '../../../core/packages/lock.ts'
import type { HashedWheel } from '../../../core/python/make_lock.ts'
import { makeWheelLock } from '../../../core/python/make_lock.ts'
import { normalizedName } from '../../../core/python/requirement.ts'
import { requestOf } from '../../../core/python/wanted_wheels.ts'
import { refreshLockFile } from '../../../node/packages/lock_file.ts'
import { resolveWheels } from '../../../node/packages/resolve_wheels.ts'
import type { WheelDocuments } from '../../../node/packages/read_wanted_wheels.ts'
import { readWantedWheels } from '../../../node/packages/read_wanted_wheels.ts'
import type { Shell } from '../../../node/shell.ts'

/** What `rt lock wheels` is asked to do. */
export interface PipLockRequest {
  /** Relative to the workspace, or to the current directory without one. */
  readonly lock: string
  readonly documents: Omit<WheelDocuments, 'root'>
  /** Whether to take the newest versions that fit, instead of those that the lock has. */
  readonly upgrade: boolean
  /** Packages whose newest versions are wanted. */
  readonly upgradePackages: readonly string[]
}

/**
 * Chooses wheels and writes the lock file; a lock that is as it should be is left alone.
 *
 * @throws ExpectedFailure when wheels cannot be had or chosen; the lock file is unchanged then
 */
export async function lockWheels(request: PipLockRequest, shell: Shell): Promise<void> {
  const root = shell.env['BUILD_WORKSPACE_DIRECTORY'] ?? shell.workingDirectory
  const path = resolve(root, request.lock)
  if (!request.lock.endsWith('.json'))
    throw new ExpectedFailure({ topic: 'pip', reason: 'foreign-lock', path: request.lock })
  const { wanted } = await readWantedWheels({ root, ...request.documents })
  const before = earlierLock(path, request)
  await using place = await mkdtempDisposable(join(tmpdir(), 'rt-lock-wheels-'))
  const found = await resolveWheels({ wanted, before, folder: place.path }, shell)
  const text = printPackageLock(makeWheelLock(requestOf(wanted), found))
  const verb = refreshLockFile(path, text) ? 'is written' : 'is up to date'
  shell.stderr.write(`${shell.context}: ${request.lock} ${verb}: ${summary(found)}\n`)
}

/** A file that is not a lock is written anew. */
function earlierLock(
  path: string,
  { upgrade, upgradePackages }: PipLockRequest,
): PackageLock | undefined {
  if (upgrade || !existsSync(path)) return undefined
  const lock = parsePackageLock(readFileSync(path))
  if (!lock.ok) return undefined
  const upgraded = new Set(upgradePackages.map(normalizedName))
  return {
    ...lock.value,
    packages: lock.value.packages.filter(({ name }) => !upgraded.has(name)),
  }
}

function summary(found: ReadonlyMap<string, readonly HashedWheel[]>): string {
  return [...found]
    .map(([architecture, wheels]) => `${wheels.length} wheels for ${architecture}`)
    .join(', ')
}

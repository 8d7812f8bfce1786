import { existsSync } from 'node:fs'
import { mkdtempDisposable, readFile, rename, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ExpectedFailure } from '../../../core/failure.ts'
import type { LockedPackage, PackageLock } from '../../../core/packages/lock.ts'
import { parsePackageLock, printPackageLock } from '../../../core/packages/lock.ts'
import { lockOf, upToDate } from '../../../core/packages/runtime_lock.ts'
import type { RuntimeSet } from '../../../core/packages/runtime_set.ts'
import { parseRuntimeSet } from '../../../core/packages/runtime_set.ts'
import { fileFailure } from '../../../node/file_failure.ts'
import { lockComponent } from '../../../node/packages/lock_component.ts'
import { findRunfiles } from '../../../node/runfiles.ts'
import type { Shell } from '../../../node/shell.ts'

/** What `rt lock runtimes` is asked to do. */
export interface RuntimeLockRequest {
  /** Descriptions of sets and the lock files that they become. */
  readonly files: readonly SetAndLock[]
  /** Whether `set` is a runfiles key and `lock` a path below the workspace. */
  readonly inWorkspace: boolean
  /** Whether to fetch also what the lock has already. */
  readonly all: boolean
}

/** A set and its lock file. */
export interface SetAndLock {
  readonly set: string
  readonly lock: string
}

/**
 * Brings lock files up to date with the descriptions of their sets. Only packages that a lock lacks are
 * fetched; a lock that is up to date is not touched. A file is written when all is known.
 *
 * @throws ExpectedFailure when a set cannot be read, or a package cannot be had or lacks files
 */
export async function lockRuntimes(request: RuntimeLockRequest, shell: Shell): Promise<void> {
  for (const files of request.files) {
    const { set: setPath, lock: lockPath } = locate(files, request, shell)
    const set = await readSet(setPath)
    const before = existsSync(lockPath) ? await readLock(lockPath) : undefined
    const text = printPackageLock(await lockSet(set, request.all ? undefined : before, shell))
    const isSame = before !== undefined && (await readFile(lockPath, 'utf8')) === text
    if (!isSame) await replace(lockPath, text)
    shell.stderr.write(`${files.lock}: ${isSame ? 'is up to date' : 'written'}\n`)
  }
}

function locate(
  { set, lock }: SetAndLock,
  { inWorkspace }: RuntimeLockRequest,
  shell: Shell,
): SetAndLock {
  if (!inWorkspace) {
    const at = shell.workingDirectory
    return { set: resolve(at, set), lock: resolve(at, lock) }
  }
  const workspace = shell.env['BUILD_WORKSPACE_DIRECTORY']
  if (workspace === undefined) {
    throw new ExpectedFailure({ topic: 'runtime-lock', reason: 'no-workspace' })
  }
  return { set: findRunfiles(shell).locate(set), lock: resolve(workspace, lock) }
}

async function readSet(path: string): Promise<RuntimeSet> {
  const set = parseRuntimeSet(await bytesOf(path))
  if (set.ok) return set.value
  const problem = set.failure
  throw new ExpectedFailure({ topic: 'runtime-lock', reason: 'not-a-set', path, problem })
}

async function readLock(path: string): Promise<PackageLock> {
  const lock = parsePackageLock(await bytesOf(path))
  if (lock.ok) return lock.value
  const problem = lock.failure
  throw new ExpectedFailure({ topic: 'runtime-lock', reason: 'not-a-lock', path, problem })
}

async function bytesOf(path: string): Promise<Uint8Array> {
  return await readFile(path).catch((error: unknown) => {
    throw fileFailure(path, error)
  })
}

async function lockSet(
  set: RuntimeSet,
  before: PackageLock | undefined,
  shell: Shell,
): Promise<PackageLock> {
  const packages = new Map<string, readonly LockedPackage[]>(upToDate(set, before))
  await using place = await mkdtempDisposable(join(tmpdir(), 'rt-lock-'))
  for (const [name, component] of Object.entries(set.components)) {
    if (packages.has(name)) continue
    const needed = component.needs.flatMap((need) => packages.get(need) ?? [])
    const job = { name, component, architectures: set.architectures, needed, folder: place.path }
    packages.set(name, await lockComponent(job, shell))
  }
  return lockOf(set, packages)
}

async function replace(path: string, text: string): Promise<void> {
  const unfinished = `${path}.unfinished`
  await writeFile(unfinished, text)
  await rename(unfinished, path)
}

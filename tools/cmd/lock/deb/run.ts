import { resolve } from 'node:path'
import type { Choice } from '../../../core/deb/make_lock.ts'
import { makeDebLock } from '../../../core/deb/make_lock.ts'
import type { PackageLock } from '../../../core/packages/lock.ts'
import { printPackageLock } from '../../../core/packages/lock.ts'
import type { PackageRequest } from '../../../node/deb/choose_packages.ts'
import { choosePackages } from '../../../node/deb/choose_packages.ts'
import { refreshLockFile } from '../../../node/packages/lock_file.ts'
import type { Shell } from '../../../node/shell.ts'

/** What `rt lock deb` is asked to do. */
export interface DebLockRequest {
  /** The lock file: relative to the workspace, or to the current directory without one. */
  readonly lock: string
  readonly packageRequest: PackageRequest
  /** What the lock says it was made for. */
  readonly request: NonNullable<PackageLock['request']>
}

/**
 * Chooses packages anew and writes the lock file; a lock that is as it should be is left alone.
 *
 * @throws ExpectedFailure when packages cannot be had or chosen; the lock file is unchanged then
 */
export async function refreshLock(shell: Shell, request: DebLockRequest): Promise<void> {
  const root = shell.env['BUILD_WORKSPACE_DIRECTORY'] ?? shell.workingDirectory
  const path = resolve(root, request.lock)
  const choices = await choosePackages(request.packageRequest, shell)
  const text = printPackageLock(makeDebLock(request.request, choices))
  const verb = refreshLockFile(path, text) ? 'is written' : 'is up to date'
  shell.stderr.write(`${shell.context}: ${request.lock} ${verb}: ${summary(choices)}\n`)
}

function summary(choices: readonly Choice[]): string {
  return choices
    .map(({ architecture, packages }) => `${packages.size} packages for ${architecture}`)
    .join(', ')
}

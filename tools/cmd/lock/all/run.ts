import { ExpectedFailure } from '../../../core/failure.ts'
import { runCommand } from '../../../node/command.ts'
import { findRunfiles } from '../../../node/runfiles.ts'
import type { Shell } from '../../../node/shell.ts'

/** What `rt lock all` is asked to do. */
export interface LockAllRequest {
  /** Runfiles keys of programs that write a lock file each. */
  readonly programs: readonly string[]
  readonly arguments: readonly string[]
}

/**
 * Runs all programs, whatever becomes of each, and tells what they say.
 *
 * @throws ExpectedFailure at the end, when one of them failed
 */
export async function runLocks(request: LockAllRequest, shell: Shell): Promise<void> {
  const runfiles = findRunfiles(shell)
  const failed: string[] = []
  for (const key of request.programs) {
    const { env, signal } = shell
    const outcome = await runCommand(runfiles.locate(key), request.arguments, { env, signal })
    if (outcome.kind === 'exited') shell.stderr.write(outcome.stderr)
    if (outcome.kind !== 'exited' || outcome.code !== 0) failed.push(key)
  }
  if (failed.length === 0) return
  throw new ExpectedFailure({ topic: 'process', reason: 'programs-failed', programs: failed })
}

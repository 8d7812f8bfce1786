import { execFile } from 'node:child_process'
import { join } from 'node:path'

/** What a run of rt left behind. */
export interface RtOutcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs rt from source in a directory, as people and actions do. For tests.
 *
 * @param env variables besides the PATH of the tests
 */
export function runRt(
  directory: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<RtOutcome> {
  const main = join(import.meta.dirname, '..', 'main.ts')
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [main, ...args],
      { cwd: directory, env: { PATH: process.env['PATH'], ...env } },
      (_, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    )
  })
}

import { execFile } from 'node:child_process'
import { join } from 'node:path'

/** Variables of the tests that rt is given: where programs are, and where Node keeps what it has compiled. */
const KEPT = ['PATH', 'NODE_COMPILE_CACHE']

/** What a run of rt left behind. */
export interface RtOutcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs rt from source in a directory, as people and actions do. For tests.
 *
 * @param env variables besides those that every run gets
 */
export function runRt(
  directory: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<RtOutcome> {
  return start([], directory, args, env)
}

/** The same, with a text on its standard input. */
export function runRtWithInput(
  directory: string,
  args: readonly string[],
  input: string,
  env: Readonly<Record<string, string>> = {},
): Promise<RtOutcome> {
  return start([], directory, args, env, input)
}

/** Takes from root what others lack: reading files that nobody may read (capabilities(7)). */
const WITHOUT_POWERS = ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--']

/** The same, but root is held to the permissions of files as others are. */
export function runRtWithoutPowers(
  directory: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<RtOutcome> {
  return start(process.getuid?.() === 0 ? WITHOUT_POWERS : [], directory, args, env)
}

function start(
  before: readonly string[],
  directory: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  input?: string,
): Promise<RtOutcome> {
  const main = join(import.meta.dirname, '..', 'main.ts')
  const [program = '', ...rest] = [...before, process.execPath, main, ...args]
  const kept = Object.fromEntries(KEPT.map((name) => [name, process.env[name]]))
  return new Promise((resolve) => {
    const child = execFile(
      program,
      rest,
      { cwd: directory, env: { ...kept, ...env } },
      (_, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    )
    // A program that ends without reading is judged by its exit code.
    if (input !== undefined) child.stdin?.on('error', () => undefined).end(input)
  })
}

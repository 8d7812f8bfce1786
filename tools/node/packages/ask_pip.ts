import type { CommandOutcome } from '../command.ts'
import { runCommand } from '../command.ts'
import type { Shell } from '../shell.ts'

/**
 * What people set for their own projects, as it is where they set nothing: wheels are asked for one by one, and what pip
 * answers is read. Nothing is imported from where rt happens to run.
 */
const NO_CHOICES = {
  PIP_CONSTRAINT: '/dev/null',
  PIP_NO_BINARY: ':none:',
  PIP_QUIET: '0',
  PIP_REQUIRE_VIRTUALENV: '0',
  PIP_VERBOSE: '0',
  PYTHONSAFEPATH: '1',
}

/** Runs the machine's own pip. */
export async function askPip(
  args: readonly string[],
  { env, signal }: Pick<Shell, 'env' | 'signal'>,
): Promise<CommandOutcome> {
  const surroundings = { env: { ...env, ...NO_CHOICES }, signal }
  return await runCommand('python3', ['-m', 'pip', ...args], surroundings)
}

/** Where pip says what went wrong: before it has read its settings, on standard output. */
export function lastWords({
  stdout,
  stderr,
}: Extract<CommandOutcome, { readonly kind: 'exited' }>): string {
  return stderr.trim() === '' ? stdout : stderr
}

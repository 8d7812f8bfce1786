import { spawn } from 'node:child_process'
import { ExpectedFailure } from '../../core/failure.ts'
import type { PythonCommand } from './python_command.ts'
import { endingOf } from './run_to_end.ts'

/** How a program is run that talks to the user. */
export interface AttachedOptions {
  /** For errors: "bentoml serve". */
  readonly what: string
  /** Asks the program to end. */
  readonly signal: AbortSignal
}

/**
 * Runs a program to its end, or until it is asked to end, with the streams of this one.
 *
 * @throws ExpectedFailure when it cannot start, or ends by itself with anything but 0
 */
export async function runAttached(
  { program, arguments: args, env }: PythonCommand,
  { what, signal }: AttachedOptions,
): Promise<void> {
  const ending = await endingOf(spawn(program, args, { env, stdio: 'inherit' }), signal)
  if (ending !== undefined && !signal.aborted) {
    const [topic, reason] = ['python-runner', 'ended'] as const
    throw new ExpectedFailure({ topic, reason, what, ending, output: [] })
  }
}

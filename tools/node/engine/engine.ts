import type { EngineInfo } from '../../core/engine/engine.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { CommandOptions, CommandOutcome } from '../command.ts'
import { runCommand } from '../command.ts'
import type { Shell } from '../shell.ts'

/** A container engine that has answered. */
export interface Engine extends EngineInfo {
  /** What is started to talk to it: `docker`, `podman` or `nerdctl`. */
  readonly program: string
}

/** What engine commands need of the surroundings. */
export type EngineSurroundings = Pick<Shell, 'env' | 'signal'>

/** How people call an engine: `docker 20.10.24`. */
export function engineTitle(engine: Engine): string {
  return `${engine.kind} ${engine.version}`
}

/** Runs a command of an engine; whatever exit code it has is an answer. */
export function askEngine(
  engine: Engine,
  args: readonly string[],
  surroundings: EngineSurroundings,
  input?: CommandOptions['input'],
): Promise<CommandOutcome> {
  const { env, signal } = surroundings
  return runCommand(engine.program, args, { env, signal, ...(input && { input }) })
}

/**
 * Runs a command of an engine that must succeed.
 *
 * @param action what it does, to be read after "Cannot"
 * @returns what it prints
 * @throws ExpectedFailure with the end of what the engine printed
 */
export async function commandEngine(
  engine: Engine,
  action: string,
  args: readonly string[],
  surroundings: EngineSurroundings,
  input?: CommandOptions['input'],
): Promise<string> {
  const outcome = await askEngine(engine, args, surroundings, input)
  if (outcome.kind === 'exited' && outcome.code === 0) return outcome.stdout
  throw new ExpectedFailure({
    topic: 'engine',
    reason: 'refused',
    engine: engineTitle(engine),
    action,
    output: complaintOf(outcome),
  })
}

const MAX_COMPLAINT = 600

/** The end of a text that is too long, from the beginning of a line or, where that leaves too little, of a word. */
function endOf(line: string): string {
  if (line.length <= MAX_COMPLAINT) return line
  const end = line.slice(-MAX_COMPLAINT)
  for (const separator of ['; ', ' ']) {
    const at = end.indexOf(separator)
    if (at >= 0 && at < MAX_COMPLAINT / 2) return `... ${end.slice(at + separator.length)}`
  }
  return `... ${end}`
}

/** The end of what a failed command printed, on one line. */
export function complaintOf(outcome: CommandOutcome): string {
  switch (outcome.kind) {
    case 'not-found':
      return 'the program is gone'
    case 'timed-out':
      return 'it did not answer in time'
    case 'exited': {
      const printed = outcome.stderr.trim() || outcome.stdout.trim()
      const line = printed.replaceAll(/\s*[\r\n]+\s*/g, '; ')
      return line === '' ? `exit code ${outcome.code}` : endOf(line)
    }
  }
}

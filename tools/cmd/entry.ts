import { parseArgumentLines } from '../core/arguments/lines.ts'
import { describe, explain } from '../core/explain.ts'
import type { Failure } from '../core/failure.ts'
import { ExpectedFailure } from '../core/failure.ts'
import type { Shell } from '../node/shell.ts'

/** Exit codes: 0 done, 1 expected failure, 2 a bug of rt. */
const DONE = 0
const EXPECTED_FAILURE = 1
const BUG = 2

/** The surroundings of rt, before it is known who speaks. */
export type Surroundings = Omit<Shell, 'context' | 'explain'>

/**
 * Runs rt and prints what went wrong.
 *
 * @param argv command and arguments; `COMMAND @FILE ...` stands for the arguments in FILE, one a line
 * @returns the exit code
 */
export async function runRt(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  let context = speaker(argv)
  try {
    const given = takeContext(await expandArgumentFile(argv))
    context = given.context ?? context
    const { runProgram } = await import('./program.ts')
    const done = await runProgram(shellOf(surroundings, context), given.rest)
    return done ? DONE : EXPECTED_FAILURE
  } catch (error) {
    return report(surroundings, context, error)
  }
}

/** Does not copy the surroundings: `main` makes its streams when they are asked for. */
function shellOf(surroundings: Surroundings, context: string): Shell {
  return Object.create(surroundings, {
    context: { value: context, enumerable: true },
    explain: { value: (failure: Failure) => explain(failure).message, enumerable: true },
  }) as Shell
}

/** Who speaks where nobody says so: the command. */
function speaker([command = '-']: readonly string[]): string {
  return /^[a-z]/.test(command) ? `rt ${command}` : 'rt'
}

async function expandArgumentFile(argv: readonly string[]): Promise<readonly string[]> {
  const [command, file, ...rest] = argv
  if (command === undefined || file?.startsWith('@') !== true) return argv
  const { readTextFile } = await import('../node/layer/text_file.ts')
  return [command, ...parseArgumentLines(readTextFile(file.slice(1))), ...rest]
}

/** Takes the first `--context=WHO` out of the arguments: the rule and label that errors speak for. */
function takeContext(argv: readonly string[]): {
  readonly context: string | undefined
  readonly rest: readonly string[]
} {
  const index = argv.findIndex((argument) => argument.startsWith('--context='))
  const given = argv[index]
  if (given === undefined) return { context: undefined, rest: argv }
  return { context: given.slice('--context='.length), rest: argv.toSpliced(index, 1) }
}

/** Prints what went wrong and chooses the exit code. */
function report({ stderr }: Surroundings, context: string, error: unknown): number {
  if (error instanceof ExpectedFailure) {
    stderr.write(`${describe(context, error.failure)}\n`)
    return EXPECTED_FAILURE
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  stderr.write(`${context}: Unexpected error, please report it: ${text}\n`)
  return BUG
}

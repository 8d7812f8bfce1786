import { parseArgumentLines } from '../core/arguments/lines.ts'
import { describe, explain } from '../core/explain.ts'
import type { Failure } from '../core/failure.ts'
import { ExpectedFailure } from '../core/failure.ts'
import type { Shell } from '../node/shell.ts'
import type { CommandLine } from './commands.ts'
import { splitCommand } from './commands.ts'

/** Exit codes: 0 done, 1 expected failure, 2 a bug of rt, and wrong usage of commands that are known for that. */
const DONE = 0
const EXPECTED_FAILURE = 1
const BUG = 2
const WRONG_USAGE = 2

/** The surroundings of rt, before it is known who speaks. */
export type Surroundings = Omit<Shell, 'context' | 'explain'>

/**
 * Runs rt and prints what went wrong.
 *
 * @param argv command and arguments; `COMMAND @FILE ...` stands for the arguments in FILE, one a line
 * @returns the exit code
 */
export async function runRt(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const commandLine = splitCommand(argv)
  let context = speaker(argv, commandLine)
  try {
    const given = takeContext(await expandArgumentFile(commandLine))
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

/** The start of error messages where `--context` gives none: the command, as it was typed. */
function speaker(argv: readonly string[], { rest }: CommandLine): string {
  const typed = argv.slice(0, argv.length - rest.length)
  return typed.length > 0 && typed.every((word) => /^[a-z]/.test(word))
    ? `rt ${typed.join(' ')}`
    : 'rt'
}

async function expandArgumentFile({ words, rest }: CommandLine): Promise<readonly string[]> {
  const [file, ...others] = rest
  if (file?.startsWith('@') !== true) return [...words, ...rest]
  const { readTextFile } = await import('../node/layer/text_file.ts')
  return [...words, ...parseArgumentLines(readTextFile(file.slice(1))), ...others]
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

/** The reason with which a signal ends work. */
export function interruption(signal: string): ExpectedFailure {
  return new ExpectedFailure({ topic: 'process', reason: 'interrupted', signal })
}

/**
 * Says that the result has been lost.
 *
 * @returns the exit code
 */
export function reportLostOutput(surroundings: Surroundings, cause: string): number {
  const failure = { topic: 'process', reason: 'unwritten-output', cause } as const
  return report(surroundings, 'rt', new ExpectedFailure(failure))
}

/** Node wraps the reason with which its own operations are ended. */
function withoutWrapping(error: unknown): unknown {
  return error instanceof Error && error.name === 'AbortError' ? (error.cause ?? error) : error
}

/** Prints what went wrong and chooses the exit code. */
function report({ stderr }: Surroundings, context: string, thrown: unknown): number {
  const error = withoutWrapping(thrown)
  if (error instanceof ExpectedFailure) {
    stderr.write(`${describe(context, error.failure)}\n`)
    return isWrongUsage(error) ? WRONG_USAGE : EXPECTED_FAILURE
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  stderr.write(`${context}: Unexpected error, please report it: ${text}\n`)
  return BUG
}

function isWrongUsage({ failure }: ExpectedFailure): boolean {
  return failure.topic === 'argument' && failure.reason === 'usage'
}

import { readFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'
import { parseArgumentLines } from '../core/arguments/lines.ts'
import { ExpectedFailure, describe } from '../core/failure.ts'
import type { Shell } from '../node/shell.ts'

/** Exit codes: 0 done, 1 expected failure, 2 a bug of rt. */
const EXPECTED_FAILURE = 1
const BUG = 2

/** `COMMAND @FILE ...` stands for the arguments in FILE, one a line. */
function expandArgumentFile(argv: readonly string[]): readonly string[] {
  const [command, file, ...rest] = argv
  if (command === undefined || file === undefined || !file.startsWith('@')) return argv
  return [command, ...parseArgumentLines(readFileSync(file.slice(1), 'utf8')), ...rest]
}

/** Takes the first `--context=WHO` out of the arguments: the rule and label that errors speak for. */
function takeContext(argv: readonly string[]): {
  readonly context: string
  readonly rest: readonly string[]
} {
  const index = argv.findIndex((argument) => argument.startsWith('--context='))
  const given = argv[index]
  if (given === undefined)
    return { context: argv[0]?.startsWith('-') === false ? `rt ${argv[0]}` : 'rt', rest: argv }
  return { context: given.slice('--context='.length), rest: argv.toSpliced(index, 1) }
}

function makeShell(context: string): Shell {
  const interruption = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      interruption.abort(new Error(`Interrupted by ${signal}`))
    })
  }
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    interactive: process.stderr.isTTY,
    columns: process.stderr.columns || 80,
    env: process.env,
    workingDirectory: process.env['BUILD_WORKING_DIRECTORY'] ?? process.cwd(),
    argv0: process.argv0,
    signal: interruption.signal,
    context,
  }
}

/** Prints what went wrong and chooses the exit code. */
function report(shell: Shell, error: unknown): number {
  if (error instanceof ExpectedFailure) {
    shell.stderr.write(`${describe(shell.context, error.failure)}\n`)
    return EXPECTED_FAILURE
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  shell.stderr.write(`${shell.context}: Unexpected error, please report it: ${text}\n`)
  return BUG
}

async function main(): Promise<void> {
  const { context, rest } = takeContext(expandArgumentFile(process.argv.slice(2)))
  const shell = makeShell(context)
  try {
    const { runProgram } = await import('./program.ts')
    if (!(await runProgram(shell, rest))) process.exitCode = EXPECTED_FAILURE
  } catch (error) {
    process.exitCode = report(shell, error)
  }
}

// A worker thread of the bundled program loads this file, too, and needs nothing but its own part of it.
if (isMainThread) void main()
else void import('../node/workers/pool.ts')

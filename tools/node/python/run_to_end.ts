import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { ExpectedFailure } from '../../core/failure.ts'
import { stopIfInterrupted } from '../layer/interruption.ts'
import { writeFailure } from '../write_failure.ts'
import type { PythonCommand } from './python_command.ts'

/** How a program is run that has nobody to talk to. */
export interface RunOptions {
  /** For errors: "module bentoml". */
  readonly what: string
  /** File for standard output, which is otherwise told with errors. */
  readonly stdout: string | undefined
  readonly signal: AbortSignal
}

const KEPT_BYTES = 64 * 1024
const KEPT_LINES = 20

/**
 * Runs a program to its end, without input.
 *
 * @throws ExpectedFailure when it cannot start, ends with anything but 0, or is interrupted
 */
export async function runToEnd(command: PythonCommand, options: RunOptions): Promise<void> {
  const { what, stdout, signal } = options
  const file = stdout === undefined ? undefined : openForWriting(stdout)
  try {
    const { ending, output } = await ended(command, file, signal)
    stopIfInterrupted(signal)
    if (ending === undefined) return
    throw new ExpectedFailure({ topic: 'python-runner', reason: 'ended', what, ending, output })
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

function openForWriting(path: string): number {
  try {
    return openSync(path, 'w')
  } catch (error) {
    throw writeFailure(path, 0, error)
  }
}

interface End {
  /** Undefined when all is well. */
  readonly ending: string | undefined
  readonly output: readonly string[]
}

async function ended(
  { program, arguments: args, env }: PythonCommand,
  stdout: number | undefined,
  signal: AbortSignal,
): Promise<End> {
  const child = spawn(program, args, { env, stdio: ['ignore', stdout ?? 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (more: string) => {
      text = (text + more).slice(-KEPT_BYTES)
    })
  const ending = await endingOf(child, signal)
  return { ending, output: text.trimEnd().split('\n').slice(-KEPT_LINES) }
}

/** Waits for the end of a program, which an interruption asks it for; resolves to nothing where all is well. */
export async function endingOf(
  child: ChildProcess,
  signal: AbortSignal,
): Promise<string | undefined> {
  const stop = (): void => void child.kill()
  signal.addEventListener('abort', stop)
  const ending = await new Promise<string | undefined>((settle) => {
    child.once('error', ({ message }) => settle(message))
    child.once('close', (code, killer) => {
      settle(code === 0 ? undefined : `it ended with ${killer ?? code ?? 'nothing'}`)
    })
  })
  signal.removeEventListener('abort', stop)
  return ending
}

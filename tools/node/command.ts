import { spawn } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import type { Shell } from './shell.ts'

/** How to run another program. There is never a shell in between. */
export interface CommandOptions {
  /** The whole environment; the program is looked up on its PATH. */
  readonly env: Shell['env']
  /** Ends the program when aborted. */
  readonly signal: AbortSignal
  /** Ends the program after this many milliseconds; without, it may take any time. */
  readonly timeout?: number
  /** What it reads on standard input; nothing when absent. */
  readonly input?: AsyncIterable<Uint8Array>
  /** Where it runs; where rt does when absent. */
  readonly directory?: string
  /** Gets what it prints on standard error, as it comes. */
  readonly stderr?: Writable
}

/** What became of a program. */
export type CommandOutcome =
  | {
      readonly kind: 'exited'
      readonly code: number
      readonly stdout: string
      readonly stderr: string
    }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'timed-out' }

/** Of each output, at most this much of its end is kept. */
const KEPT_OUTPUT = 1 << 20
const KILL_AFTER_MS = 3000

type Child = ChildProcessByStdio<Writable, Readable, Readable>

/**
 * Runs a program to its end and keeps what it prints.
 *
 * @throws the error of `input`, after the program was ended, so that it cannot take a broken stream for
 * a whole one; the reason of `signal` when that is aborted
 */
export async function runCommand(
  program: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandOutcome> {
  options.signal.throwIfAborted()
  const { env, directory: cwd } = options
  const stdio: ['pipe', 'pipe', 'pipe'] = ['pipe', 'pipe', 'pipe']
  const child = spawn(program, args, {
    env: { ...env },
    stdio,
    ...(cwd === undefined ? {} : { cwd }),
  })
  const ended = waitForEnd(child)
  const stdout = keepTail(child.stdout)
  const stderr = keepTail(child.stderr)
  child.stderr.on('data', (text: string) => options.stderr?.write(text))
  const timeout = options.timeout === undefined ? undefined : AbortSignal.timeout(options.timeout)
  const stopWatching = killWhenAborted(child, [options.signal, ...(timeout ? [timeout] : [])])
  const [code, feeding] = await Promise.all([ended, feed(child, options.input)])
  stopWatching()
  options.signal.throwIfAborted()
  if (feeding.failed) throw feeding.error
  if (code === 'not-found') return { kind: 'not-found' }
  if (timeout?.aborted === true) return { kind: 'timed-out' }
  return { kind: 'exited', code, stdout: stdout(), stderr: stderr() }
}

/** Exit code, or 128 and more where a signal ended the program. */
function waitForEnd(child: Child): Promise<number | 'not-found'> {
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'EACCES') resolve('not-found')
      else reject(error)
    })
    child.once('close', (code) => resolve(code ?? 128))
  })
}

function keepTail(stream: Readable): () => string {
  let kept = ''
  stream.setEncoding('utf8')
  stream.on('data', (text: string) => {
    kept = (kept + text).slice(-KEPT_OUTPUT)
  })
  return () => kept
}

/** Returns what ends the watching. */
function killWhenAborted(child: Child, signals: readonly AbortSignal[]): () => void {
  const stop = AbortSignal.any([...signals])
  let timer: NodeJS.Timeout | undefined
  const kill = (): void => {
    child.kill('SIGTERM')
    timer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS)
  }
  stop.addEventListener('abort', kill, { once: true })
  return () => {
    stop.removeEventListener('abort', kill)
    clearTimeout(timer)
  }
}

type Feeding = { readonly failed: false } | { readonly failed: true; readonly error: unknown }

/** Writes the input; a program that stops reading is no failure of the input: its exit code tells. */
async function feed(child: Child, input: AsyncIterable<Uint8Array> | undefined): Promise<Feeding> {
  child.stdin.on('error', () => undefined)
  try {
    for await (const chunk of input ?? []) {
      if (!(await write(child.stdin, chunk))) return { failed: false }
    }
  } catch (error) {
    child.kill('SIGKILL')
    return { failed: true, error }
  }
  child.stdin.end()
  return { failed: false }
}

/** Resolves when the bytes are handed on, so that the buffer may be used again; false when nobody reads. */
function write(stream: Writable, chunk: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    stream.write(chunk, (error) => resolve(error === null || error === undefined))
  })
}

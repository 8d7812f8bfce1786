import type { ChildProcessByStdio } from 'node:child_process'
import { spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import type { SpoolRange } from '../../core/deb/unpacked.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { FileSlice } from '../../core/python/placed_file.ts'
import type { PythonCommand } from './python_command.ts'

/** How Python files are compiled. */
export interface CompilerOptions {
  readonly python: PythonCommand
  /** Path of `compile_bytecode.py`. */
  readonly driver: string
  /** The file that has all sources; it may grow meanwhile. */
  readonly sources: string
  /** Beginning of the names of the files for the results. */
  readonly results: string
  /** Such as "3.11" or "3.11.2": what the interpreter must be. */
  readonly version: string
  /** Most processes. */
  readonly processes: number
}

interface Job {
  readonly number: number
  readonly range: SpoolRange
  readonly name: string
}

/** Jobs that a process has at a time: enough that it never waits. */
const MAX_AHEAD = 64
const KEPT_ERRORS = 2000

/**
 * Compiles Python files in several processes of one interpreter. Which process compiles which file does not show in
 * the results.
 */
export class Compiler implements AsyncDisposable {
  readonly #options: CompilerOptions
  readonly #processes: CompilerProcess[] = []
  readonly #waiting: Job[] = []
  readonly #results = new Map<number, FileSlice>()
  #count = 0
  #isClosed = false

  constructor(options: CompilerOptions) {
    this.#options = options
  }

  /** Starts a process more, if there may be one, and gives all of them work. */
  add(range: SpoolRange, name: string): number {
    const number = this.#count++
    this.#waiting.push({ number, range, name })
    if (this.#processes.length < this.#options.processes && this.#waiting.length > 0)
      this.#processes.push(this.#start())
    this.#dispatch()
    return number
  }

  /**
   * Waits for all results.
   *
   * @returns where each compiled file is, by its number; files that are no valid Python have none
   * @throws ExpectedFailure when the interpreter is of another version, or ends early
   */
  async finish(): Promise<ReadonlyMap<number, FileSlice>> {
    this.#isClosed = true
    this.#dispatch()
    await Promise.all(this.#processes.map((each) => each.ended))
    return this.#results
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const each of this.#processes) each.kill()
    await Promise.allSettled(this.#processes.map((each) => each.ended))
  }

  /** The files that hold results; who has them removes them. */
  get resultFiles(): readonly string[] {
    return this.#processes.map((each) => each.results)
  }

  #start(): CompilerProcess {
    const { python, driver, sources, results, version } = this.#options
    const file = `${results}.${this.#processes.length}`
    return new CompilerProcess(
      { python, args: ['-s', '-S', '-E', driver, sources, file], results: file, version },
      {
        onResult: (number, range) => {
          if (range !== undefined) this.#results.set(number, { file, ...range })
          this.#dispatch()
        },
      },
    )
  }

  #dispatch(): void {
    for (const each of this.#processes) {
      while (each.jobs < MAX_AHEAD) {
        const job = this.#waiting.shift()
        if (job === undefined) break
        each.send(job)
      }
    }
    if (this.#isClosed && this.#waiting.length === 0)
      for (const each of this.#processes) each.close()
  }
}

interface ProcessOptions {
  readonly python: PythonCommand
  readonly args: readonly string[]
  readonly results: string
  readonly version: string
}

interface Listener {
  readonly onResult: (number: number, range: SpoolRange | undefined) => void
}

class CompilerProcess {
  readonly results: string
  readonly ended: Promise<void>
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>
  readonly #options: ProcessOptions
  readonly #listener: Listener
  #rest = ''
  #errors = ''
  #isGreeted = false
  #failure: ExpectedFailure | undefined
  jobs = 0

  constructor(options: ProcessOptions, listener: Listener) {
    const { python, args, results } = options
    this.#options = options
    this.#listener = listener
    this.results = results
    // Sets are written in the order of their hashes by older versions.
    const env = { ...python.env, PYTHONHASHSEED: '0' }
    const stdio = ['pipe', 'pipe', 'pipe'] as const
    this.#child = spawn(python.program, [...python.arguments, ...args], { env, stdio: [...stdio] })
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => this.#take(text))
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#errors = (this.#errors + text).slice(-KEPT_ERRORS)
    })
    // A process that has ended says why by its code.
    this.#child.stdin.on('error', () => undefined)
    this.ended = this.#waitForEnd()
    this.ended.catch(() => undefined)
  }

  send({ number, range, name }: Job): void {
    this.jobs++
    this.#child.stdin.write(`${number}\t${range.offset}\t${range.size}\t${name}\n`)
  }

  close(): void {
    this.#child.stdin.end()
  }

  kill(): void {
    this.#child.kill()
  }

  #waitForEnd(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#child.once('error', (error) => reject(this.#ended(error.message)))
      this.#child.once('close', (code, signal) => {
        if (this.#failure !== undefined) reject(this.#failure)
        else if (code === 0 && this.jobs === 0) resolve()
        else
          reject(
            this.#ended(
              this.#errors.trim().split('\n').at(-1) || `it ended with ${signal ?? code ?? 0}`,
            ),
          )
      })
    })
  }

  #ended(detail: string): ExpectedFailure {
    const { program } = this.#options.python
    return new ExpectedFailure({
      topic: 'python',
      reason: 'compiler-ended',
      python: program,
      detail,
    })
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#takeLine(line.split('\t'))
  }

  #takeLine([first = '', offset = '', size]: readonly string[]): void {
    if (!this.#isGreeted) {
      this.#isGreeted = true
      this.#greet(first)
      return
    }
    this.jobs--
    const range = size === undefined ? undefined : { offset: Number(offset), size: Number(size) }
    this.#listener.onResult(Number(first), range)
  }

  #greet(found: string): void {
    const { python, version } = this.#options
    const isSame = version.split('.').every((part, index) => part === found.split('.')[index])
    if (isSame) return
    const { program } = python
    const reason = 'wrong-version'
    this.#failure = new ExpectedFailure({
      topic: 'python',
      reason,
      python: program,
      found,
      wanted: version,
    })
    this.kill()
  }
}

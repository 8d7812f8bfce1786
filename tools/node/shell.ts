import type { Writable } from 'node:stream'
import type { Failure } from '../core/failure.ts'

/** The surroundings of a command, handed down by `main` so that nothing else reads `process`. */
export interface Shell {
  /** Results only: what a script would read. */
  readonly stdout: Writable
  /** Progress and errors. */
  readonly stderr: Writable
  /** True where stderr is a terminal that can redraw a line. */
  readonly interactive: boolean
  /** Columns of the terminal; 80 where it is none. */
  readonly columns: number
  readonly env: Readonly<Record<string, string | undefined>>
  /** The directory that relative paths of a person refer to. */
  readonly workingDirectory: string
  /** How the program was started: argv[0], from which runfiles are found. */
  readonly argv0: string
  /** Aborted by Ctrl-C and by termination. */
  readonly signal: AbortSignal
  /** Who speaks in errors: `oci_push //mnist:push` under Bazel, `rt push` by hand. */
  readonly context: string
  /** Asks a person on the terminal; undefined where there is none. */
  readonly confirm?: ((question: string) => Promise<boolean>) | undefined
  /** Asks a person on the terminal for a line, and does not show a secret; undefined where there is none. */
  readonly ask?: ((question: string, isSecret: boolean) => Promise<string>) | undefined
  /** Reads standard input whole. */
  readonly readInput?: (() => Promise<string>) | undefined
  /** Puts a failure that does not end the command into words, without a period. */
  readonly explain: (failure: Failure) => string
}

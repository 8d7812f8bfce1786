import type { Failure } from '../../core/failure.ts'

/**
 * Something that a worker thread can be asked to do. Input and output are plain data or shared buffers; the
 * function is synchronous, and starts no threads.
 */
export interface Job<Input, Output> {
  /** By this, the other thread knows what it is asked for. */
  readonly name: string
  readonly run: (input: Input) => Output
}

/** What a thread is asked. */
export interface Question {
  /** The name of a job. */
  readonly name: string
  readonly input: unknown
}

/** What it says. */
export interface Answer {
  readonly output?: unknown
  /** Expected failures cross threads as data. */
  readonly failure?: Failure
  /** Everything else is a bug; its stack survives the crossing. */
  readonly error?: unknown
}

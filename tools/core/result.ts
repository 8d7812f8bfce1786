/** The outcome of a pure computation that can fail in an expected way. */
export type Result<T, F> = Ok<T> | Err<F>

/** Success, with its value. */
export interface Ok<T> {
  readonly ok: true
  readonly value: T
}

/** Expected failure, as data. */
export interface Err<F> {
  readonly ok: false
  readonly failure: F
}

/** Wraps a value as success. */
export function ok<T>(value: T): Ok<T> {
  return { ok: true, value }
}

/** Wraps an expected failure. */
export function err<F>(failure: F): Err<F> {
  return { ok: false, failure }
}

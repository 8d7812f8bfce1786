/** How hard a client tries. */
export interface RetryPolicy {
  /** How often a step is tried without any progress before its failure counts; at least 1. */
  readonly attempts: number
  /** Milliseconds before the second try; doubles from try to try. */
  readonly baseMs: number
  /** The longest wait of its own accord, in milliseconds. */
  readonly maxMs: number
  /** The longest wait that a server may ask for with `Retry-After`, in milliseconds. */
  readonly maxRetryAfterMs: number
}

/** Some 15 seconds of trying, longer where the server asks for it. */
export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  attempts: 6,
  baseMs: 300,
  maxMs: 10_000,
  maxRetryAfterMs: 120_000,
}

/** Whether a status speaks of a passing trouble of the server: too busy, restarting, overloaded. */
export function isPassing(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 505)
}

/**
 * Milliseconds to wait before another try: exponential, between one half and the whole of the step so
 * that clients which failed together do not come back together.
 *
 * @param attempt how many tries have failed so far, from 1
 * @param random a number from 0 (included) to 1 (excluded)
 */
export function backoffMs(policy: RetryPolicy, attempt: number, random: number): number {
  const step = Math.min(policy.baseMs * 2 ** (attempt - 1), policy.maxMs)
  return step / 2 + (random * step) / 2
}

/** Reads a `Retry-After` header (RFC 9110, section 10.2.3), seconds or a date, as milliseconds from now. */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined
  const text = header.trim()
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000
  if (!/^[A-Za-z]{3}/.test(text)) return undefined
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs)
}

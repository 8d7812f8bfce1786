import { setTimeout as sleep } from 'node:timers/promises'
import { ExpectedFailure } from '../../../core/failure.ts'
import type { RetryPolicy } from '../../../core/registry/retry_policy.ts'
import { backoffMs } from '../../../core/registry/retry_policy.ts'

/** Why a try failed in a way that another one may avoid. */
export interface Setback {
  /** In words. */
  readonly cause: string
  /** How long the server asks to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined
  /** Worth another try at once: a kept connection had gone stale. */
  readonly stale?: boolean
}

/** A try that failed and is made again. */
export interface Retry {
  readonly what: string
  readonly cause: string
  readonly attempt: number
  readonly waitMs: number
}

/** What waiting needs. */
export interface BackoffContext {
  readonly policy: RetryPolicy
  readonly signal: AbortSignal
  readonly onRetry: (retry: Retry) => void
}

/** Bytes that count as progress. */
export const MIN_PROGRESS = 64 * 1024

/** Counts the tries of one step, and waits between them. */
export class Backoff {
  readonly #context: BackoffContext
  readonly #what: string
  #failed = 0
  #stale = 0
  #position = 0

  /** @param what the action in words, to be read after "Cannot" */
  constructor(what: string, context: BackoffContext) {
    this.#what = what
    this.#context = context
  }

  /**
   * Something got through. The budget starts anew when that is more than a little, and further than ever:
   * a server that gives or takes a byte at a time is not tried for ever.
   *
   * @param position bytes of the whole that are done
   * @returns whether the budget starts anew
   */
  progress(position: number): boolean {
    if (position < this.#position + MIN_PROGRESS) return false
    this.#position = position
    this.#failed = 0
    return true
  }

  /**
   * Waits before another try.
   *
   * @throws ExpectedFailure when the budget is used up; the signal's reason when interrupted
   */
  async wait(setback: Setback): Promise<void> {
    const { policy, signal, onRetry } = this.#context
    signal.throwIfAborted()
    if (setback.stale === true && this.#stale < policy.attempts) {
      this.#stale += 1
      return
    }
    this.#failed += 1
    const what = this.#what
    if (this.#failed >= policy.attempts) throw this.giveUp(setback.cause)
    const waitMs = this.#waitMs(setback.retryAfterMs)
    onRetry({ what, cause: setback.cause, attempt: this.#failed, waitMs })
    try {
      await sleep(waitMs, undefined, { signal })
    } catch {
      signal.throwIfAborted()
    }
  }

  /** The failure of giving up now. */
  giveUp(cause: string): ExpectedFailure {
    return new ExpectedFailure({
      topic: 'registry',
      reason: 'gave-up',
      what: this.#what,
      attempts: Math.max(this.#failed, 1),
      cause,
    })
  }

  #waitMs(asked: number | undefined): number {
    const { policy } = this.#context
    const own = backoffMs(policy, this.#failed, Math.random())
    if (asked === undefined) return own
    if (asked <= policy.maxRetryAfterMs) return Math.max(asked, own)
    throw new ExpectedFailure({
      topic: 'registry',
      reason: 'busy',
      what: this.#what,
      seconds: Math.ceil(asked / 1000),
    })
  }
}

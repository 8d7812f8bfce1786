import { ExpectedFailure } from '../../core/failure.ts'

/**
 * Stops work that a person or Bazel has interrupted.
 *
 * @throws ExpectedFailure when the signal is aborted
 */
export function stopIfInterrupted(signal: AbortSignal): void {
  if (signal.aborted) throw interrupted()
}

/** Rejects when the signal is aborted, and never resolves: for `Promise.race`. */
export function whenInterrupted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(interrupted())
    signal.addEventListener('abort', () => reject(interrupted()), { once: true })
  })
}

function interrupted(): ExpectedFailure {
  return new ExpectedFailure({ topic: 'layer', reason: 'interrupted' })
}

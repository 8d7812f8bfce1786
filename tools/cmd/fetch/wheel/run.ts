import { ExpectedFailure } from '../../../core/failure.ts'
import type { PinnedWheel, WantedWheel } from '../../../core/packages/pip_arguments.ts'
import type { Shell } from '../../../node/shell.ts'
import { fetchPinned } from '../../../node/packages/pinned_wheel.ts'
import { downloadWanted } from '../../../node/packages/pip.ts'

type Surroundings = Pick<Shell, 'env' | 'explain' | 'signal'>

/** What `rt fetch wheel` is asked to do. */
export type WheelRequest = (
  | {
      readonly wheel: Required<PinnedWheel>
      /** Where the wheel is today, if that is known. */
      readonly address?: string
      /** Where the wheel goes. */
      readonly out: string
    }
  | {
      readonly wanted: WantedWheel
      /** The folder that the wheel goes to, under its own name. */
      readonly into: string
    }
) & {
  /** The target that makes the lock, for what people are told. */
  readonly lockTarget: string | undefined
}

/**
 * Fetches one wheel of a lock.
 *
 * @throws ExpectedFailure (`wheel`); nothing is left then
 */
export async function fetchWheel(request: WheelRequest, surroundings: Surroundings): Promise<void> {
  try {
    if ('wanted' in request) {
      await downloadWanted(request.wanted, request.into, surroundings)
    } else {
      await fetchPinned(request, surroundings)
    }
  } catch (error) {
    throw withLockTarget(error, request.lockTarget)
  }
}

function withLockTarget(error: unknown, lockTarget: string | undefined): unknown {
  const isWheel = error instanceof ExpectedFailure && error.failure.topic === 'wheel'
  if (!isWheel || lockTarget === undefined) return error
  return new ExpectedFailure({ ...error.failure, lockTarget }, { cause: error })
}

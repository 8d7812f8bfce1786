import { rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ExpectedFailure } from '../../../core/failure.ts'
import type { PinnedWheel, WantedWheel } from '../../../core/packages/pip_arguments.ts'
import type { Shell } from '../../../node/shell.ts'
import { downloadDirect } from '../../../node/packages/direct_download.ts'
import { downloadPinned, downloadWanted } from '../../../node/packages/pip.ts'

type Surroundings = Pick<Shell, 'env' | 'explain' | 'signal'>

/** What `rt fetch wheel` is asked to do. */
export type WheelRequest = (
  | {
      readonly wheel: LockedWheel
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
      await fetchLocked(request, surroundings)
    }
  } catch (error) {
    throw withLockTarget(error, request.lockTarget)
  }
}

type LockedWheel = PinnedWheel & Required<Pick<PinnedWheel, 'sha256'>>
type LockedRequest = Extract<WheelRequest, { readonly wheel: unknown }>

/** By its address, and else by pip, which takes longer to start than most wheels to arrive. */
async function fetchLocked(
  { wheel, address, out }: LockedRequest,
  surroundings: Surroundings,
): Promise<void> {
  const { sha256 } = wheel
  const direct =
    address === undefined
      ? undefined
      : await downloadDirect({ url: address, sha256, out }, surroundings)
  if (direct?.kind === 'fetched') return
  const requirement = `${wheel.name}==${wheel.version}`
  if (direct?.kind === 'other-hash') {
    const { found } = direct
    throw new ExpectedFailure({ topic: 'wheel', reason: 'hash-mismatch', requirement, found })
  }
  try {
    await rename(await downloadPinned(wheel, dirname(out), surroundings), out)
  } catch (error) {
    if (direct === undefined || !knowsLess(error)) throw error
    const { detail } = direct
    throw new ExpectedFailure({ topic: 'wheel', reason: 'unreachable', requirement, detail })
  }
}

/** Whether pip does not even have an index that has the wheel, as where only uv is told of it. */
function knowsLess(error: unknown): boolean {
  if (!(error instanceof ExpectedFailure) || error.failure.topic !== 'wheel') return false
  return ['no-pip', 'nothing-offered', 'unknown-version'].includes(error.failure.reason)
}

function withLockTarget(error: unknown, lockTarget: string | undefined): unknown {
  const isWheel = error instanceof ExpectedFailure && error.failure.topic === 'wheel'
  if (!isWheel || lockTarget === undefined) return error
  return new ExpectedFailure({ ...error.failure, lockTarget }, { cause: error })
}

import { rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ExpectedFailure } from '../../core/failure.ts'
import type { PinnedWheel } from '../../core/packages/pip_arguments.ts'
import type { Shell } from '../shell.ts'
import { downloadDirect } from './direct_download.ts'
import { downloadPinned } from './pip.ts'

/** A wheel whose file is known, and where it goes. */
export interface PinnedDownload {
  readonly wheel: PinnedWheel
  /** Where the wheel is today, if that is known. */
  readonly address?: string
  readonly out: string
}

/**
 * Fetches a wheel by its address, and else by pip, which takes longer to start than most wheels to arrive.
 *
 * @throws ExpectedFailure (`wheel`); nothing is left then
 */
export async function fetchPinned(
  { wheel, address, out }: PinnedDownload,
  surroundings: Pick<Shell, 'env' | 'explain' | 'signal'>,
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

import { rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { PinnedWheel } from '../../../core/packages/pip_arguments.ts'
import type { PipSurroundings } from '../../../node/packages/pip.ts'
import { downloadPinned } from '../../../node/packages/pip.ts'

/** What `rt fetch wheel` is asked to do. */
export interface WheelRequest {
  readonly wheel: PinnedWheel
  /** Where the wheel goes. */
  readonly out: string
}

/**
 * Fetches one wheel of a lock.
 *
 * @throws ExpectedFailure (`wheel`); nothing is left then
 */
export async function fetchWheel(
  { wheel, out }: WheelRequest,
  surroundings: PipSurroundings,
): Promise<void> {
  await rename(await downloadPinned(wheel, dirname(out), surroundings), out)
}

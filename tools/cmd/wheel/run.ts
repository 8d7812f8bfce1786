import { rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { PipSurroundings } from '../../node/packages/pip.ts'
import { downloadPinned } from '../../node/packages/pip.ts'
import type { WheelRequest } from './args.ts'

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

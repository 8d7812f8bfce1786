import type { Shell } from '../../node/shell.ts'
import type { CopyFlags } from '../copy_between.ts'
import { copyBetween } from '../copy_between.ts'
import { destinationPlace, sourcePlace } from '../places.ts'

/**
 * Copies what one text names to where the other says.
 *
 * @throws ExpectedFailure when it cannot be copied; nothing names anything incomplete then
 */
export async function runCopy(
  shell: Shell,
  source: string,
  destination: string,
  flags: CopyFlags,
): Promise<void> {
  const [from, to] = [sourcePlace(source, shell), destinationPlace(destination)]
  const action = `copying ${source} to ${destination}`
  await copyBetween(shell, { from, to, action, flags })
}

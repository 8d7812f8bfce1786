import { ExpectedFailure } from '../../core/failure.ts'
import type { ImagePlace } from '../../core/registry/image_place.ts'
import { parseImagePlace } from '../../core/registry/image_place.ts'
import type { Shell } from '../../node/shell.ts'
import type { CopyFlags } from '../copy_between.ts'
import { copyBetween } from '../copy_between.ts'

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
  const [from, to] = [readPlace(source), readPlace(destination)]
  const action = `copying ${source} to ${destination}`
  await copyBetween(shell, { from, to, action, flags })
}

function readPlace(text: string): ImagePlace {
  const place = parseImagePlace(text)
  if (place.ok) return place.value
  throw new ExpectedFailure(place.failure)
}

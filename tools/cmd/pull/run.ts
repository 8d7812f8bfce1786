import { DEFAULT_TAG } from '../../core/reference.ts'
import { parseLayoutPlace } from '../../core/registry/image_place.ts'
import type { Shell } from '../../node/shell.ts'
import type { CopyFlags } from '../copy_between.ts'
import { copyBetween } from '../copy_between.ts'
import { readReference } from '../places.ts'

/**
 * Pulls an image or an index into a layout, under the name of its tag unless another one is given.
 *
 * @param text the reference, as a person writes it
 * @param directory `DIR` or `oci:DIR[:NAME]`
 * @throws ExpectedFailure when it cannot be pulled; the layout names nothing incomplete then
 */
export async function runPull(
  shell: Shell,
  text: string,
  directory: string,
  flags: CopyFlags,
): Promise<void> {
  const reference = readReference(text)
  const { tag, digest } = reference
  const place = parseLayoutPlace(directory)
  const name = place.name ?? tag ?? (digest === undefined ? DEFAULT_TAG : undefined)
  await copyBetween(shell, {
    from: { kind: 'registry', reference },
    to: { ...place, name },
    action: `pulling ${text}`,
    flags,
  })
}

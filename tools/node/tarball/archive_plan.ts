import type { ArchiveEntry } from '../../core/archive/entry.ts'
import type { ImageName } from '../../core/archive/image_name.ts'
import type { ArchiveFormat } from '../../core/archive/plan.ts'
import { planDockerArchive, planLayout } from '../../core/archive/plan.ts'
import { contentsOf, partsOf } from '../blob/contents.ts'
import type { ImageSource } from '../blob/image_source.ts'

/**
 * Plans how an image is written out.
 *
 * @param source for `docker-tar` one image, not an index
 * @throws ExpectedFailure when a manifest or an index is missing or malformed
 */
export async function planArchive(
  source: ImageSource,
  format: ArchiveFormat,
  names: readonly ImageName[],
): Promise<readonly ArchiveEntry[]> {
  const contents = await contentsOf(source)
  return format === 'docker-tar'
    ? planDockerArchive(contents, await partsOf(source), names)
    : planLayout(contents, names)
}

import type { TarballEntry } from '../../core/tarball/entry.ts'
import type { ImageName } from '../../core/tarball/image_name.ts'
import type { TarballFormat } from '../../core/tarball/plan.ts'
import type { Descriptor } from '../../core/descriptor.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { documentKind } from '../../core/oci/document_kinds.ts'
import { planDockerArchive, planLayout } from '../../core/tarball/plan.ts'
import { contentsOf, partsOf } from '../blob/contents.ts'
import type { ImageSource } from '../blob/image_source.ts'

/**
 * Plans how an image is written out.
 *
 * @param source for `docker-tar` one image, not an index
 * @throws ExpectedFailure when a manifest or an index is missing or malformed
 */
export async function planTarball(
  source: ImageSource,
  format: TarballFormat,
  names: readonly ImageName[],
): Promise<readonly TarballEntry[]> {
  const contents = await contentsOf(source)
  if (format !== 'docker-tar') return planLayout(contents, names)
  const parts = await partsOf(source)
  if (documentKind(parts.config.mediaType) !== 'config') throw notAnImage(parts.config)
  return planDockerArchive(contents, parts, names)
}

/** Docker's form holds images only; an artifact is a manifest with another kind of config. */
function notAnImage({ digest, mediaType }: Descriptor): ExpectedFailure {
  return new ExpectedFailure({
    topic: 'image',
    reason: 'unsupported-media-type',
    document: `config ${digest} for docker load`,
    mediaType,
    accepted:
      'a container image, whose config is an OCI or Docker image config; an OCI archive (--format oci) takes artifacts',
  })
}

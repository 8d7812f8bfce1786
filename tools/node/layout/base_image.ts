import type { Descriptor } from '../../core/descriptor.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { WantedPlatform } from '../../core/oci/choose_platform.ts'
import { choosePlatform, formatWanted, platformEntries } from '../../core/oci/choose_platform.ts'
import type { BaseImage } from '../../core/oci/configure.ts'
import { documentKind } from '../../core/oci/document_kinds.ts'
import { formatPlatform } from '../../core/oci/platform.ts'
import { readConfig, readManifest } from '../blob/documents.ts'
import type { ImageSource } from '../blob/image_source.ts'
import { indexEntries } from '../blob/index_entries.ts'

/**
 * Reads what an image is built on. Of an index, the entry for the platform is taken.
 *
 * @param path names the base in errors
 * @throws ExpectedFailure when a document is missing or wrong, or no entry suits the platform
 */
export async function readBaseImage(
  source: ImageSource,
  wanted: WantedPlatform,
  path: string,
): Promise<BaseImage> {
  const manifest = await readManifest(source, await chooseImage(source, wanted, path))
  const { mediaType, digest } = manifest.config
  if (documentKind(mediaType) !== 'config')
    throw new ExpectedFailure({
      topic: 'image',
      reason: 'unsupported-media-type',
      document: `config ${digest} of "${path}"`,
      mediaType,
      accepted: 'a container image, whose config is an OCI or Docker image config',
    })
  const config = await readConfig(source, manifest.config)
  const [layers, diffIds] = [manifest.layers.length, config.diffIds.length]
  if (layers !== diffIds)
    throw new ExpectedFailure({
      topic: 'image',
      reason: 'malformed-document',
      document: `config ${digest} of "${path}"`,
      problem: `rootfs.diff_ids: expected ${layers}, as many as the manifest has layers, but there are ${diffIds}`,
    })
  return { manifest, config }
}

async function chooseImage(
  source: ImageSource,
  wanted: WantedPlatform,
  path: string,
): Promise<Descriptor> {
  if (documentKind(source.root.mediaType) !== 'index') return source.root
  const entries = await indexEntries(source)
  const choice = choosePlatform(entries, wanted)
  if (choice.ok) return choice.value
  throw new ExpectedFailure({
    topic: 'image',
    reason: 'not-one-image',
    path,
    wanted: formatWanted(wanted),
    platforms: platformEntries(entries).map(({ platform }) => formatPlatform(platform)),
  })
}

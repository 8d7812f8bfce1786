import type { Descriptor } from '../../core/descriptor.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { NoChoice, WantedPlatform } from '../../core/oci/choose_platform.ts'
import { choosePlatform, entriesFor, formatWanted } from '../../core/oci/choose_platform.ts'
import { documentKind } from '../../core/oci/document_kinds.ts'
import { formatPlatform } from '../../core/oci/platform.ts'
import { readConfig, readManifest } from './documents.ts'
import type { ImageSource } from './image_source.ts'
import { indexEntries } from './index_entries.ts'

/**
 * Narrows an index to the image for a platform; a source that is one image already stays as it is.
 *
 * @param wanted undefined takes the only image that there is
 * @throws ExpectedFailure when no image suits, or several do
 */
export async function oneImage(
  source: ImageSource,
  wanted: WantedPlatform | undefined,
): Promise<ImageSource> {
  if (documentKind(source.root.mediaType) !== 'index') return source
  const choice = choosePlatform(await indexEntries(source), wanted)
  if (!choice.ok) throw noChoice(choice.failure, wanted)
  return withRoot(source, choice.value)
}

/**
 * The same for a platform that somebody asked for: one image stays as it is only when it is for that
 * platform.
 *
 * @param reference names the source in failures
 * @throws ExpectedFailure when there is no such image, or there are several
 */
export async function onePlatform(
  source: ImageSource,
  wanted: WantedPlatform,
  reference: string,
): Promise<ImageSource> {
  if (documentKind(source.root.mediaType) === 'index') return oneImage(source, wanted)
  const { config } = await readManifest(source, source.root)
  const { platform } = await readConfig(source, config)
  if (entriesFor([{ ...source.root, platform }], wanted).length > 0) return source
  throw new ExpectedFailure({
    topic: 'registry',
    reason: 'no-platform',
    reference,
    wanted: formatWanted(wanted),
    available: [formatPlatform(platform)],
  })
}

function noChoice(
  { problem, candidates }: NoChoice,
  wanted: WantedPlatform | undefined,
): ExpectedFailure {
  const available = candidates.map(({ platform }) => formatPlatform(platform))
  if (wanted === undefined)
    return new ExpectedFailure({ topic: 'tarball', reason: 'several-platforms', available })
  const reason = problem === 'none' ? 'no-such-platform' : 'ambiguous-platform'
  return new ExpectedFailure({ topic: 'image', reason, wanted: formatWanted(wanted), available })
}

function withRoot(source: ImageSource, root: Descriptor): ImageSource {
  return {
    root,
    readSmall: (descriptor) => source.readSmall(descriptor),
    blob: (descriptor) => source.blob(descriptor),
  }
}

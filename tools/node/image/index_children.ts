import type { Descriptor } from '../../core/descriptor.ts'
import { documentKind } from '../../core/oci/document_kinds.ts'
import { readConfig, readIndex, readManifest } from './documents.ts'
import type { ImageSource } from './image_source.ts'

/**
 * Lists the images of a source as entries of an index: itself, or where it is an index, its images, also
 * those of indexes in it. An entry has the platform that an index states, else that of its config.
 *
 * @throws ExpectedFailure when a document is missing or wrong
 */
export async function indexEntries(source: ImageSource): Promise<readonly Descriptor[]> {
  const { mediaType, digest, size } = source.root
  return entriesOf(source, { mediaType, digest, size })
}

async function entriesOf(
  source: ImageSource,
  descriptor: Descriptor,
): Promise<readonly Descriptor[]> {
  if (documentKind(descriptor.mediaType) !== 'index')
    return [await withPlatform(source, descriptor)]
  const { manifests } = await readIndex(source, descriptor)
  const entries = await Promise.all(manifests.map((each) => entriesOf(source, each)))
  return entries.flat()
}

/** Artifacts have no platform, and stay without. */
async function withPlatform(source: ImageSource, entry: Descriptor): Promise<Descriptor> {
  if (entry.platform !== undefined || documentKind(entry.mediaType) !== 'manifest') return entry
  const { config } = await readManifest(source, entry)
  if (documentKind(config.mediaType) !== 'config') return entry
  return { ...entry, platform: (await readConfig(source, config)).platform }
}

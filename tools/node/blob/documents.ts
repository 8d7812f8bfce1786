import type { Descriptor } from '../../core/descriptor.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { ImageConfig } from '../../core/oci/config.ts'
import { parseConfig } from '../../core/oci/config.ts'
import type { ImageIndex } from '../../core/oci/index_document.ts'
import { parseIndex } from '../../core/oci/index_document.ts'
import type { ImageManifest } from '../../core/oci/manifest.ts'
import { parseManifest } from '../../core/oci/manifest.ts'
import type { Result } from '../../core/result.ts'
import type { ImageSource } from './image_source.ts'

/**
 * Reads the manifest of one image.
 *
 * @throws ExpectedFailure when it is missing or malformed
 */
export async function readManifest(
  source: ImageSource,
  descriptor: Descriptor,
): Promise<ImageManifest> {
  const bytes = await source.readSmall(descriptor)
  return expectDocument('image manifest', descriptor, parseManifest(bytes, descriptor.mediaType))
}

/**
 * Reads an index of images.
 *
 * @throws ExpectedFailure when it is missing or malformed
 */
export async function readIndex(source: ImageSource, descriptor: Descriptor): Promise<ImageIndex> {
  const bytes = await source.readSmall(descriptor)
  return expectDocument('image index', descriptor, parseIndex(bytes, descriptor.mediaType))
}

/**
 * Reads the config of an image.
 *
 * @throws ExpectedFailure when it is missing or malformed
 */
export async function readConfig(
  source: ImageSource,
  descriptor: Descriptor,
): Promise<ImageConfig> {
  const bytes = await source.readSmall(descriptor)
  return expectDocument('image config', descriptor, parseConfig(bytes))
}

function expectDocument<T>(kind: string, descriptor: Descriptor, parsed: Result<T, string>): T {
  if (parsed.ok) return parsed.value
  const document = `${kind} ${descriptor.digest}`
  const problem = parsed.failure
  throw new ExpectedFailure({ topic: 'image', reason: 'malformed-document', document, problem })
}

import type { Descriptor } from '../descriptor.ts'
import { formatPlatform } from '../oci/platform.ts'
import { jsonText } from './outputs.ts'

/** An image as it was built: its digest, and those of its layers for each platform. */
export interface BuiltImage {
  /** The index. */
  readonly root: Descriptor
  readonly images: readonly BuiltMember[]
}

/** The image of one platform. */
export interface BuiltMember {
  /** With its platform. */
  readonly entry: Descriptor
  readonly config: Descriptor
  /** Bottom layer first. */
  readonly layers: readonly Descriptor[]
}

/** Adds to the description of an image what it was built to. */
export function withBuilt(description: string, { root, images }: BuiltImage): string {
  const built = {
    digest: root.digest,
    images: images.map(({ entry, config, layers }) => ({
      ...(entry.platform !== undefined && { platform: formatPlatform(entry.platform) }),
      digest: entry.digest,
      config: config.digest,
      layers: layers.map(({ digest, size }) => ({ digest, size })),
    })),
  }
  return jsonText({ ...objectOf(description), built })
}

/**
 * The description of an image, with what it was built to before if nothing else in it is new.
 *
 * @param before the description that was written last; undefined where there is none
 */
export function keepBuilt(description: string, before: string | undefined): string {
  if (before === undefined) return description
  const { built, ...rest } = objectOf(before)
  return built !== undefined && jsonText(rest) === description ? before : description
}

/** What is no object has nothing to keep. */
function objectOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

import type { Descriptor, Platform } from '../descriptor.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { documentKind } from './document_kinds.ts'
import { formatPlatform } from './platform.ts'

/** What somebody wants to run on; absent parts may be anything. */
export type WantedPlatform = Partial<Pick<Platform, 'os' | 'architecture' | 'variant'>>

/** An entry of an index that says what it is for. */
export type PlatformEntry = Descriptor & { readonly platform: Platform }

/**
 * The images of an index that are for a platform, each once: not attestations, which are listed for
 * `unknown/unknown`, nor artifacts, which are for none, nor manifests of other kinds.
 */
export function platformEntries(manifests: readonly Descriptor[]): readonly PlatformEntry[] {
  const found = new Map<string, PlatformEntry>()
  for (const entry of manifests) {
    const { platform, digest, mediaType } = entry
    if (platform === undefined || platform.os === 'unknown') continue
    if (documentKind(mediaType) !== 'manifest') continue
    const key = `${digest} ${formatPlatform(platform)}`
    if (!found.has(key)) found.set(key, { ...entry, platform })
  }
  return [...found.values()]
}

/**
 * Finds the entries of an index that suit a platform. An entry without variant suits every variant; where
 * some entries have exactly the wanted variant, only those are given.
 */
export function entriesFor(
  manifests: readonly Descriptor[],
  wanted: WantedPlatform,
): readonly PlatformEntry[] {
  const suits = platformEntries(manifests).filter(
    ({ platform }) =>
      (!wanted.os || platform.os === wanted.os) &&
      (!wanted.architecture || platform.architecture === wanted.architecture) &&
      (!wanted.variant || !platform.variant || platform.variant === wanted.variant),
  )
  const exact = suits.filter(({ platform }) => (platform.variant ?? '') === (wanted.variant ?? ''))
  return exact.length > 0 ? exact : suits
}

/** Why no image was chosen: none suits, or several do. */
export interface NoChoice {
  readonly problem: 'none' | 'several'
  /** What there is: of all images where none suits, of those that suit otherwise. */
  readonly candidates: readonly PlatformEntry[]
}

/**
 * Chooses the image of an index for a platform. Of several images that suit, none is taken: which one is
 * listed first is up to whoever wrote the index.
 *
 * @param wanted undefined chooses the only image that there is, listed for one platform
 */
export function choosePlatform(
  manifests: readonly Descriptor[],
  wanted: WantedPlatform | undefined,
): Result<PlatformEntry, NoChoice> {
  const images = platformEntries(manifests)
  const suits = wanted === undefined ? images : entriesFor(images, wanted)
  const [first, ...others] = suits
  if (first === undefined) return err({ problem: 'none', candidates: images })
  const isOne = others.every(({ digest }) => wanted !== undefined && digest === first.digest)
  return isOne ? ok(first) : err({ problem: 'several', candidates: suits })
}

/** A wanted platform as people write it: the parts that are given. Empty where it may be any. */
export function formatWanted({ os, architecture, variant }: WantedPlatform): string {
  return [os, architecture, variant].filter(Boolean).join('/')
}

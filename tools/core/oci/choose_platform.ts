import type { Descriptor, Platform } from '../descriptor.ts'

/** What somebody wants to run on; absent parts may be anything. */
export type WantedPlatform = Partial<Pick<Platform, 'os' | 'architecture' | 'variant'>>

/**
 * Finds the entries of an index that suit a platform. An entry without variant suits every variant; where
 * some entries have exactly the wanted variant, only those are given. Attestations, which are listed for
 * `unknown/unknown`, suit nothing.
 */
export function entriesFor(
  manifests: readonly Descriptor[],
  wanted: WantedPlatform,
): readonly Descriptor[] {
  const suits = manifests.filter(
    ({ platform }) =>
      platform !== undefined &&
      platform.os !== 'unknown' &&
      (!wanted.os || platform.os === wanted.os) &&
      (!wanted.architecture || platform.architecture === wanted.architecture) &&
      (!wanted.variant || !platform.variant || platform.variant === wanted.variant),
  )
  const exact = suits.filter(({ platform }) => (platform?.variant ?? '') === (wanted.variant ?? ''))
  return exact.length > 0 ? exact : suits
}

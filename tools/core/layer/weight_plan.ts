import type { SizedFile } from './bundles.ts'
import { bundle } from './bundles.ts'

/** How files are spread over layers. */
export interface WeightLimits {
  /** Bytes from which on a file has a layer of its own. */
  readonly bundleBelow: number
  /** Most layers; where there would be more, `bundleBelow` counts double, and again. */
  readonly maxLayers: number
}

/**
 * Spreads weights over layers, bottom first: each big file in one of its own, in the order given; above
 * them the small ones (configs, tokenizers: what changes more often) in bundles that stay below the size
 * of a big file.
 */
export function planWeights<F extends SizedFile>(
  files: readonly F[],
  { bundleBelow, maxLayers }: WeightLimits,
): readonly (readonly F[])[] {
  const big = files.filter((file) => file.size >= bundleBelow)
  const small = files.filter((file) => file.size < bundleBelow)
  const layers = [...big.map((file) => [file]), ...bundle(small, bundleBelow)]
  return layers.length <= maxLayers
    ? layers
    : planWeights(files, { bundleBelow: Math.max(1, bundleBelow) * 2, maxLayers })
}

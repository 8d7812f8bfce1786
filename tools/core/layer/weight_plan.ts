import type { Failure } from '../failure.ts'
import { together } from '../failure.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import type { SizedFile } from './bundles.ts'
import { bundle, sizeOfGroup } from './bundles.ts'

/** How files are spread over layers. */
export interface WeightLimits {
  /** Bytes from which on a file has a layer of its own. */
  readonly bundleBelow: number
  /** Most layers. */
  readonly maxLayers: number
  /** Most bytes of a layer, tar headers included; undefined for no limit. */
  readonly maxLayerSize: number | undefined
}

/** Files that go into one layer. */
export type Group<F> = readonly F[]

/** Bytes of the layer that a group makes, tar headers included. */
export type MeasureLayer<F> = (group: Group<F>) => number

/**
 * Spreads weights over layers, bottom first. The same files always give the same layers, and an edit of
 * one file leaves the layers of other files alone as far as possible:
 *
 * 1. Each file of `bundleBelow` bytes or more has a layer of its own, in the order given.
 * 2. Above them, smaller files (configs, tokenizers: what changes more often) share layers of at most that
 *    size, chosen by a hash of their paths: see {@link bundle}.
 * 3. Where that makes more than `maxLayers`, `bundleBelow` counts double, and again, until it does not.
 *    Files over the doubled size keep their layers; bundles join in pairs.
 * 4. No shared layer exceeds `maxLayerSize`. Where 3 ends without success because of that, layers are
 *    filled in the order of the files: fewest layers, least stable.
 *
 * @returns a failure when one file exceeds `maxLayerSize` (all such files are named), or when not even 4
 *   gives few enough layers
 */
export function planWeights<F extends SizedFile>(
  files: readonly F[],
  limits: WeightLimits,
  measure: MeasureLayer<F>,
): Result<readonly Group<F>[], Failure> {
  const [first, ...more] = tooLarge(files, limits, measure)
  if (first !== undefined) return err(together(first, more))
  for (let { bundleBelow } = limits; ; bundleBelow = Math.max(1, bundleBelow) * 2) {
    const layers = layersBy(files, { ...limits, bundleBelow }, measure)
    if (layers.length <= limits.maxLayers) return ok(layers)
    if (bundleBelow > sizeOfGroup(files)) break
  }
  const filled = fillInOrder(files, limits, measure)
  return filled.length <= limits.maxLayers ? ok(filled) : err(noRoom(filled.length, limits))
}

function layersBy<F extends SizedFile>(
  files: readonly F[],
  { bundleBelow, maxLayerSize }: WeightLimits,
  measure: MeasureLayer<F>,
): readonly Group<F>[] {
  const big = files.filter((file) => file.size >= bundleBelow)
  const small = files.filter((file) => file.size < bundleBelow)
  const fits = (group: Group<F>): boolean =>
    sizeOfGroup(group) <= bundleBelow &&
    (maxLayerSize === undefined || measure(group) <= maxLayerSize)
  return [...big.map((file) => [file]), ...bundle(small, fits)]
}

function tooLarge<F extends SizedFile>(
  files: readonly F[],
  { maxLayerSize: limit }: WeightLimits,
  measure: MeasureLayer<F>,
): readonly Failure[] {
  if (limit === undefined) return []
  return files.flatMap((file) => {
    const size = measure([file])
    return size <= limit
      ? []
      : [{ topic: 'image', reason: 'layer-too-large', layer: file.path, size, limit }]
  })
}

/** Adds up what each file would need alone, which is never less than what they need together. */
function fillInOrder<F extends SizedFile>(
  files: readonly F[],
  { maxLayerSize = Number.POSITIVE_INFINITY }: WeightLimits,
  measure: MeasureLayer<F>,
): readonly Group<F>[] {
  const layers: F[][] = []
  let room = 0
  for (const file of files) {
    const size = measure([file])
    const last = layers.at(-1)
    if (last === undefined || size > room) {
      layers.push([file])
      room = maxLayerSize
    } else last.push(file)
    room -= size
  }
  return layers
}

function noRoom(needed: number, { maxLayers, maxLayerSize = 0 }: WeightLimits): Failure {
  return { topic: 'weights', reason: 'no-room', needed, maxLayers, maxLayerSize }
}

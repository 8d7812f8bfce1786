import type { HiddenWeights } from './hidden_weights.ts'
import type { MissingShards } from './shards.ts'

/** Weights that cannot become layers, or are not all there. */
export type WeightsFailure =
  NoWeights | KeylessSource | IncompleteShards | HiddenWeightFiles | NoRoom

/** A set of weights without files. */
export interface NoWeights {
  readonly topic: 'weights'
  readonly reason: 'none'
}

/** A file that nothing can find again when the image is sent. */
export interface KeylessSource {
  readonly topic: 'weights'
  readonly reason: 'keyless-source'
  readonly source: string
}

/** Numbered files with gaps. */
export interface IncompleteShards {
  readonly topic: 'weights'
  readonly reason: 'missing-shards'
  readonly sets: readonly MissingShards[]
}

/** Weights inside of directories, which are packed and not described. */
export interface HiddenWeightFiles {
  readonly topic: 'weights'
  readonly reason: 'hidden'
  readonly files: readonly HiddenWeights[]
}

/** More bytes than the layers that are left can have. */
export interface NoRoom {
  readonly topic: 'weights'
  readonly reason: 'no-room'
  readonly needed: number
  readonly maxLayers: number
  readonly maxLayerSize: number
}

import type { HiddenWeights } from './hidden_weights.ts'
import type { MissingShards } from './shards.ts'

/** Weights that cannot become layers, or are not all there. */
export type WeightsFailure =
  | Reason<'none', object>
  | Reason<'keyless-source', { readonly source: string }>
  | Reason<'outside-prefix', { readonly prefix: string; readonly paths: readonly string[] }>
  | Reason<'missing-shards', { readonly sets: readonly MissingShards[] }>
  | Reason<'hidden', { readonly files: readonly HiddenWeights[] }>
  | Reason<
      'no-room',
      { readonly needed: number; readonly maxLayers: number; readonly maxLayerSize: number }
    >

type Reason<R extends string, Fields> = { readonly topic: 'weights'; readonly reason: R } & Fields

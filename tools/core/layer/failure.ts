/** A layer that cannot be made, or a file that is not the layer it should be. */
export type LayerFailure =
  | Reason<'not-a-tar', { readonly file: string; readonly found: string }>
  | Reason<'corrupt', { readonly file: string; readonly cause: string }>
  | Reason<'outside-image', { readonly file: string; readonly member: string }>
  | Reason<
      'unknown-option',
      { readonly option: string; readonly compression: string; readonly known: readonly string[] }
    >
  | Reason<'interrupted', object>

type Reason<R extends string, Fields> = { readonly topic: 'layer'; readonly reason: R } & Fields

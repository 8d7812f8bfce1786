/** A layer that cannot be made, or a file that is not the layer it should be. */
export type LayerFailure =
  NotATar | CorruptTar | OutsideImage | UnusableEntries | UnknownOption | LayerInterrupted

/** A file that is not a tar, plain or compressed. */
export interface NotATar {
  readonly topic: 'layer'
  readonly reason: 'not-a-tar'
  readonly file: string
  readonly found: string
}

/** A tar or a compressed file that is damaged behind its start. */
export interface CorruptTar {
  readonly topic: 'layer'
  readonly reason: 'corrupt'
  readonly file: string
  readonly cause: string
}

/** A tar with a member that is outside of the image. */
export interface OutsideImage {
  readonly topic: 'layer'
  readonly reason: 'outside-image'
  readonly file: string
  readonly member: string
}

/** A tar with entries that engines refuse when a container starts. */
export interface UnusableEntries {
  readonly topic: 'layer'
  readonly reason: 'unusable-entries'
  readonly file: string
  readonly entries: readonly UnusableEntry[]
}

/** What engines do not take of an entry. */
export type UnusableEntry =
  | { readonly path: string; readonly problem: 'long-name' }
  | { readonly path: string; readonly problem: 'uid' | 'gid'; readonly id: number }

/** An option that the compression does not have. */
export interface UnknownOption {
  readonly topic: 'layer'
  readonly reason: 'unknown-option'
  readonly option: string
  readonly compression: string
  readonly known: readonly string[]
}

/** Somebody stopped the command. */
export interface LayerInterrupted {
  readonly topic: 'layer'
  readonly reason: 'interrupted'
}

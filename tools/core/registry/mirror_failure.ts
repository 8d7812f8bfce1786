/** Mirrors of registries that nobody can make sense of. */
export interface MirrorFailure {
  readonly topic: 'registry'
  readonly reason: 'malformed-mirrors'
  /** The file or the variable that names them. */
  readonly source: string
  readonly problem: string
}

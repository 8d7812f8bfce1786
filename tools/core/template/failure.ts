/** A template that cannot be filled in. */
export type TemplateFailure = UnknownStampKey | EmptySearchText

/** A `{{KEY}}` that the status files do not have. */
export interface UnknownStampKey {
  readonly topic: 'template'
  readonly reason: 'unknown-stamp-key'
  /** The search text whose value asks for the key. */
  readonly substitution: string
  readonly key: string
  readonly available: readonly string[]
}

/** A substitution of nothing. */
export interface EmptySearchText {
  readonly topic: 'template'
  readonly reason: 'empty-search-text'
  readonly value: string
}

/** A template that cannot be filled in. */
export type TemplateFailure =
  | {
      readonly topic: 'template'
      readonly reason: 'unknown-stamp-key'
      /** The search text whose value asks for the key. */
      readonly substitution: string
      readonly key: string
      readonly available: readonly string[]
    }
  | { readonly topic: 'template'; readonly reason: 'empty-search-text'; readonly value: string }

import type { Explanation } from '../failure.ts'
import { assertNever } from '../never.ts'

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

/** Explains a {@link TemplateFailure}. */
export function describeTemplateFailure(failure: TemplateFailure): Explanation {
  switch (failure.reason) {
    case 'unknown-stamp-key':
      return {
        message: `Cannot stamp "${failure.substitution}": no status key "${failure.key}"`,
        accepted:
          failure.available.length === 0
            ? 'no key at all, as no status file was given'
            : failure.available.join(', '),
        fix: `print "STABLE_${failure.key.replace(/^STABLE_/, '')} value" in the program of --workspace_status_command, and build with --stamp`,
      }
    case 'empty-search-text':
      return {
        message: `Cannot substitute the empty text by "${failure.value}"`,
        accepted: 'a search text of one character or more as the key of substitutions',
      }
    default:
      return assertNever(failure)
  }
}

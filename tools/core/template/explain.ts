import type { Explanation } from '../explanation.ts'
import { assertNever } from '../never.ts'
import type { TemplateFailure } from './failure.ts'

/** Explains a {@link TemplateFailure}. */
export function explainTemplateFailure(failure: TemplateFailure): Explanation {
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
        message: `Cannot replace an empty string with "${failure.value}"`,
        accepted: 'search strings of at least one character as keys of substitutions',
      }
    default:
      return assertNever(failure)
  }
}

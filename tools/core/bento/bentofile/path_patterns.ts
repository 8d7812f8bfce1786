import ignore from 'ignore'
import type { Ignore } from 'ignore'

interface Pattern {
  readonly matcher: Ignore
  /** Whether what matches is taken out again: `!data/`. */
  readonly isNegated: boolean
}

/**
 * Patterns as `.gitignore` has them, applied as BentoML applies them: of the patterns that match a path or a directory
 * above it, the last one counts. Git differs in one thing: there, nothing below a directory that is left out can be
 * taken in again.
 */
export class PathPatterns {
  readonly #patterns: readonly Pattern[]

  constructor(lines: readonly string[]) {
    this.#patterns = lines.map((line) => {
      const isNegated = line.startsWith('!')
      const matcher = ignore({ ignorecase: false }).add([isNegated ? line.slice(1) : line])
      return { matcher, isNegated }
    })
  }

  /** Whether a file is meant. */
  matches(path: string): boolean {
    const last = this.#patterns.findLast(({ matcher }) => matcher.ignores(path))
    return last !== undefined && !last.isNegated
  }
}

/** Why a pattern cannot be used; undefined when it can. */
export function patternProblem(pattern: string): string | undefined {
  if (/(?:^|[^\\])\[[!^\]]/.test(pattern))
    return 'sets of characters that begin with "!", "^" or "]" are not read'
  const [ending = ''] = /\\*$/.exec(pattern) ?? []
  if (ending.length % 2 === 1 || /^!\s*$/.test(pattern)) return 'it is not whole'
  return undefined
}

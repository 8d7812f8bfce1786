import type { TemplateFailure } from './failure.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import type { Substitutions } from './substitute.ts'

/** What Bazel knows of this build, by name. */
export type Status = ReadonlyMap<string, string>

/**
 * Reads the workspace status files that Bazel writes, `KEY value` lines. Where files have the same key, the
 * first one wins: give `stable-status.txt` before `volatile-status.txt`.
 */
export function parseStatus(texts: readonly string[]): Status {
  const status = new Map<string, string>()
  for (const line of texts.flatMap((text) => text.split(/\r?\n/))) {
    const space = line.indexOf(' ')
    const key = space < 0 ? line : line.slice(0, space)
    if (key !== '' && !status.has(key)) status.set(key, space < 0 ? '' : line.slice(space + 1))
  }
  return status
}

/** `{{KEY}}`; other braces are text. */
const PLACEHOLDER = /\{\{([A-Za-z_]\w*)\}\}/g

/**
 * Fills `{{KEY}}` in the values of stamp substitutions.
 *
 * @returns the substitutions with their values, or a failure for every key that the status lacks
 */
export function stampSubstitutions(
  substitutions: Substitutions,
  status: Status,
): Result<Substitutions, readonly TemplateFailure[]> {
  const failures: TemplateFailure[] = []
  const stamped = new Map<string, string>()
  for (const [search, value] of substitutions) {
    const filled = value.replaceAll(PLACEHOLDER, (whole, key: string) => {
      const known = status.get(key)
      if (known === undefined) failures.push(unknownKey(search, key, status))
      return known ?? whole
    })
    stamped.set(search, filled)
  }
  return failures.length > 0 ? err(failures) : ok(stamped)
}

function unknownKey(substitution: string, key: string, status: Status): TemplateFailure {
  const available = [...status.keys()].sort()
  return { topic: 'template', reason: 'unknown-stamp-key', substitution, key, available }
}

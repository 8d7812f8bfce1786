import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { parsePair } from './pairs.ts'

/**
 * Puts `NAME=VALUE` lines over an environment. A name that is there keeps its place, a new one comes
 * last. Values are expanded against what is there at that moment, so `PATH=/app:$PATH` adds to the base.
 *
 * @returns the new environment, or every line that is none
 */
export function overlayEnv(
  base: readonly string[],
  lines: readonly string[],
): Result<readonly string[], readonly string[]> {
  const env = new Map(base.map(splitAtEquals))
  const refused: string[] = []
  for (const line of lines) {
    const pair = parsePair(line)
    const value = pair === undefined ? undefined : expand(pair[1], env)
    if (pair === undefined || value === undefined) refused.push(line)
    else env.set(pair[0], value)
  }
  return refused.length > 0 ? err(refused) : ok([...env].map(([name, value]) => `${name}=${value}`))
}

/** What {@link overlayEnv} takes, for people. */
export const ENV_ACCEPTED =
  'NAME=VALUE, where VALUE may have $NAME, ${NAME}, and $$ for a dollar sign'

/** `$$`, `$NAME` or `${NAME}`, or what only looks like one of them. */
const REFERENCE =
  /\$(?:(?<dollar>\$)|(?<bare>[A-Za-z_]\w*)|\{(?<braced>[A-Za-z_]\w*)\}|(?<wrong>\{[^}]*\}?|\d+))/g

/**
 * Finds a reference that names no variable, such as `${A:-b}` or `$1`: shells take digits for arguments of
 * the program, so whoever writes `$1` may mean that or the text itself.
 *
 * @returns the reference as it is written
 */
export function wrongReference(value: string): string | undefined {
  for (const { groups } of value.matchAll(REFERENCE))
    if (groups?.['wrong'] !== undefined) return `$${groups['wrong']}`
  return undefined
}

/**
 * Replaces `$NAME` and `${NAME}`; unknown names become empty, `$$` becomes `$`, and a `$` before
 * anything else stays. The values put in are not expanded again.
 *
 * @returns undefined where there is a {@link wrongReference}
 */
function expand(value: string, env: ReadonlyMap<string, string>): string | undefined {
  if (wrongReference(value) !== undefined) return undefined
  return value.replaceAll(REFERENCE, (...match) => {
    const { dollar, bare, braced } = match.at(-1) as Record<string, string | undefined>
    return dollar ?? env.get(bare ?? braced ?? '') ?? ''
  })
}

/** A base's line may lack the `=`: engines read that as an empty value. */
function splitAtEquals(line: string): readonly [string, string] {
  const at = line.indexOf('=')
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)]
}

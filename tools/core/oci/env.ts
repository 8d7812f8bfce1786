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

/** `$$`, `$NAME` or `${NAME}`. */
const REFERENCE = /\$(?:(?<dollar>\$)|(?<bare>[A-Za-z_]\w*)|\{(?<braced>[A-Za-z_]\w*)\})/g

/** A `${` that does not begin `${NAME}`. */
const BROKEN_REFERENCE = /\$\{(?![A-Za-z_]\w*\})/

/**
 * Replaces `$NAME` and `${NAME}`; unknown names become empty, `$$` becomes `$`, and a `$` before
 * anything else stays. The values put in are not expanded again.
 *
 * @returns undefined where a `${` does not begin `${NAME}`
 */
function expand(value: string, env: ReadonlyMap<string, string>): string | undefined {
  if (BROKEN_REFERENCE.test(value.replaceAll('$$', ''))) return undefined
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

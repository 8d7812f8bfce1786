import type { Descriptor } from '../descriptor.ts'
import type { Failure } from '../failure.ts'
import type { IndexFailure } from './failure.ts'
import { together } from '../failure.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { formatPlatform } from './platform.ts'

/** An entry of an index to be, and what people call the image. */
export interface IndexChild {
  readonly name: string
  readonly entry: Descriptor
}

/**
 * Makes the entries of an index, in the order given. One platform may be there once only; entries that are
 * for no platform (`unknown/unknown` of attestations, artifacts) are not compared.
 */
export function planIndex(children: readonly IndexChild[]): Result<readonly Descriptor[], Failure> {
  if (children.length === 0) return err({ topic: 'image', reason: 'empty-index' })
  const [first, ...rest] = duplicates(children)
  return first === undefined ? ok(children.map((child) => child.entry)) : err(together(first, rest))
}

function duplicates(children: readonly IndexChild[]): readonly IndexFailure[] {
  const seen = new Map<string, string>()
  const failures: IndexFailure[] = []
  for (const { name, entry } of children) {
    if (entry.platform === undefined || entry.platform.os === 'unknown') continue
    const platform = formatPlatform(entry.platform)
    const earlier = seen.get(platform)
    if (earlier === undefined) seen.set(platform, name)
    else
      failures.push({
        topic: 'image',
        reason: 'duplicate-platform',
        platform,
        images: [earlier, name],
      })
  }
  return failures
}

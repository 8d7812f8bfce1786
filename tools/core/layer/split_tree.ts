import type { Entry } from '../entries/entry.ts'
import { parentOf } from '../entries/image_path.ts'
import type { Failure } from '../failure.ts'
import { together } from '../failure.ts'
import type { Compression } from '../media_types.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { bundle } from './bundles.ts'

/** How a tree is to be split. */
export interface SplitLimits {
  /** Most bytes of a layer. */
  readonly limit: number
  /** Bytes of the layer of some entries, which need their parents as well. */
  readonly measure: (group: readonly Entry[]) => number
}

/** Bytes that a tar may have so that its layer is within a limit: compression may make it larger at the worst. */
export function limitOfTar(compression: Compression, limit: number): number {
  return compression === 'none' ? limit : limit - Math.ceil(limit / 200) - 64
}

/**
 * Splits the entries of a layer that would be too large into groups, each for a layer of its own. Which
 * group an entry goes to depends on a hash of its path: see {@link bundle}.
 *
 * @returns groups without the directories that are only there because something is in them, at least one
 *   group; or a failure that names every file which is too large alone
 */
export function splitTree(
  entries: readonly Entry[],
  { limit, measure }: SplitLimits,
): Result<readonly (readonly Entry[])[], Failure> {
  const parents = new Set(entries.map(({ path }) => parentOf(path)))
  const leaves = entries.filter(({ kind, path }) => kind !== 'directory' || !parents.has(path))
  const groups = bundle(leaves, (group) => measure(group) <= limit)
  const [first, ...more] = groups.flatMap((group) => tooLarge(group, measure(group), limit))
  if (first !== undefined) return err(together(first, more))
  return ok(groups.length === 0 ? [[]] : groups)
}

/** Only a file that is alone can still be too large. */
function tooLarge([only]: readonly Entry[], size: number, limit: number): readonly Failure[] {
  if (only === undefined || size <= limit) return []
  return [{ topic: 'image', reason: 'layer-too-large', layer: only.path, size, limit }]
}

import { ExpectedFailure } from '../core/failure.ts'
import type { KeyLookup } from '../core/file_keys.ts'
import type { RunfilesHints } from './runfiles_roots.ts'
import { runfilesRoots } from './runfiles_roots.ts'

/**
 * The files that Bazel put beside a program that `bazel run` starts.
 *
 * Own code rather than `@bazel/runfiles`: that one reads `process` on its own, walks the whole manifest
 * for every lookup, and cuts paths at the second space.
 */
export interface Runfiles {
  /** The absolute path of a key (`_main/mnist/image`), or undefined. Also for files in directories. */
  readonly lookup: KeyLookup
  /**
   * Like {@link Runfiles.lookup}, for keys that must be there.
   *
   * @throws ExpectedFailure for an unknown key, naming what was searched
   */
  readonly locate: (key: string) => string
}

/**
 * Finds the runfiles. A key is taken from the first of the {@link runfilesRoots} that has it, so that
 * variables left over from an outer program do no harm.
 */
export function findRunfiles(hints: RunfilesHints): Runfiles {
  const roots = runfilesRoots(hints)
  const lookup: KeyLookup = (key) => {
    for (const root of roots) {
      const path = root.lookup(key)
      if (path !== undefined) return path
    }
    return undefined
  }
  const locate = (key: string): string =>
    lookup(key) ??
    missing(
      key,
      roots.map(({ path }) => path),
    )
  return { lookup, locate }
}

function missing(key: string, searched: readonly string[]): never {
  throw new ExpectedFailure({ topic: 'image', reason: 'unknown-key', key, searched })
}

import type { Result } from './result.ts'
import { err, ok } from './result.ts'

/** Where the files of layer sets are now: runfiles key to path. Says undefined for an unknown key. */
export type KeyLookup = (key: string) => string | undefined

/**
 * Looks keys up in a table. A key below a directory of the table is found through the directory: with
 * `_main/shards` known, so is `_main/shards/part-1`. The nearest directory wins.
 */
export function lookupIn(table: ReadonlyMap<string, string>): KeyLookup {
  return (key) => {
    const exact = table.get(key)
    if (exact !== undefined) return exact
    for (let slash = key.lastIndexOf('/'); slash > 0; slash = key.lastIndexOf('/', slash - 1)) {
      const directory = table.get(key.slice(0, slash))
      if (directory !== undefined) return `${directory}${key.slice(slash)}`
    }
    return undefined
  }
}

/**
 * Reads the entry lines `file<TAB>KEY<TAB>PATH` of a command line into a table of keys.
 *
 * @returns the first line that is none, as the failure
 */
export function parseFileEntries(
  lines: readonly string[],
): Result<ReadonlyMap<string, string>, string> {
  const table = new Map<string, string>()
  for (const line of lines) {
    const [kind, key, path, ...more] = line.split('\t')
    if (kind !== 'file' || !key || !path || more.length > 0) return err(line)
    table.set(key, path)
  }
  return ok(table)
}

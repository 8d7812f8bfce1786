import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { parsePair } from './pairs.ts'

/**
 * Puts directories before what search paths of an environment have, such as `LD_LIBRARY_PATH`. A directory
 * that is there already keeps its place. Empty parts go: to a loader, they mean the working directory.
 *
 * @param lines `NAME=DIRECTORY`, the first to be searched first
 * @returns the environment, or every line that is none
 */
export function prependPaths(
  env: readonly string[],
  lines: readonly string[],
): Result<readonly string[], readonly string[]> {
  const refused: string[] = []
  const added = new Map<string, string[]>()
  for (const line of lines) {
    const [name, directory] = parsePair(line) ?? []
    if (name === undefined || !directory?.startsWith('/')) refused.push(line)
    else added.set(name, [...(added.get(name) ?? []), directory])
  }
  if (refused.length > 0) return err(refused)
  const kept = env.map((line) => {
    const at = line.indexOf('=')
    const name = at < 0 ? line : line.slice(0, at)
    const directories = added.get(name)
    added.delete(name)
    return directories === undefined
      ? line
      : `${name}=${joined(directories, at < 0 ? '' : line.slice(at + 1))}`
  })
  return ok([...kept, ...Array.from(added, ([name, list]) => `${name}=${joined(list, '')}`)])
}

/** What {@link prependPaths} takes, for people. */
export const SEARCH_PATH_ACCEPTED = 'NAME=DIRECTORY with an absolute path'

function joined(directories: readonly string[], before: string): string {
  const there = before.split(':').filter((part) => part !== '')
  const fresh = directories.filter((directory) => !there.includes(directory))
  return [...new Set([...fresh, ...there])].join(':')
}

import type { Entry } from '../entries/entry.ts'

/** What a layer holds, in few words for people: the file, or how many there are and where. */
export function describeEntries(entries: readonly Entry[]): string {
  const paths = entries.filter((entry) => entry.kind !== 'directory').map((entry) => entry.path)
  const [only = 'no files'] = paths
  return paths.length < 2 ? only : `${paths.length} files in ${placesOf(paths)}`
}

/** The directory that all paths share, or else the first parts of the paths. */
function placesOf(paths: readonly string[]): string {
  const shared = sharedDirectory(paths)
  if (shared !== '') return shared
  const tops = [...new Set(paths.map(topOf))]
  const more = tops.length > MAX_NAMES ? ` and ${tops.length - MAX_NAMES} more` : ''
  return `${tops.slice(0, MAX_NAMES).join(', ')}${more}`
}

const MAX_NAMES = 3

function sharedDirectory(paths: readonly string[]): string {
  let shared = directoryOf(paths[0] ?? '')
  for (const path of paths) {
    while (!isIn(shared, path)) shared = directoryOf(shared)
    if (shared === '') break
  }
  return shared
}

function isIn(directory: string, path: string): boolean {
  return directory === '' || (path.startsWith(directory) && path[directory.length] === '/')
}

function topOf(path: string): string {
  const slash = path.indexOf('/')
  return slash < 0 ? path : path.slice(0, slash)
}

function directoryOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

import type { Entry, ImagePath } from '../entries/entry.ts'

/** As in Linux: more links than that in one path are a circle. */
const MAX_LINKS = 40

/**
 * Replaces links by what they lead to, for a directory that is copied from machine to machine by tools which do not
 * keep links. A link to nothing, and one to a directory that it is in itself, is left out.
 *
 * @param entries of a whole file system: links that begin with a slash lead to its root
 */
export function withoutLinks(entries: readonly Entry[]): readonly Entry[] {
  const tree = new Map(entries.map((entry) => [entry.path, entry]))
  return entries.flatMap((entry) => {
    if (entry.kind !== 'link') return [entry]
    const found = follow(tree, entry.path)
    if (found === undefined) return []
    if (found.kind !== 'directory') return [{ ...found, path: entry.path }]
    return isBelow(entry.path, found.path) ? [] : copyOf(tree, found.path, entry.path)
  })
}

type Tree = ReadonlyMap<ImagePath, Entry>

/** What is at a path once all links in it are followed; undefined for nothing. */
function follow(
  tree: Tree,
  path: ImagePath,
): Exclude<Entry, { readonly kind: 'link' }> | undefined {
  let left = path.split('/')
  let reached: readonly string[] = []
  for (let links = 0; links <= MAX_LINKS;) {
    const [part, ...rest] = left
    if (part === undefined) break
    const at = [...reached, part].join('/') as ImagePath
    const entry = tree.get(at)
    if (entry === undefined) return undefined
    if (entry.kind === 'link') {
      links++
      const absolute = entry.target.startsWith('/')
      left = joined(absolute ? [] : reached, entry.target).concat(rest)
      reached = []
    } else {
      if (rest.length === 0) return entry
      reached = [...reached, part]
      left = rest
    }
  }
  return undefined
}

/** Parts of a path from a directory; nothing is above the root. */
function joined(directory: readonly string[], target: string): string[] {
  const parts = [...directory]
  for (const part of target.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts
}

function isBelow(path: ImagePath, directory: ImagePath): boolean {
  return path === directory || path.startsWith(`${directory}/`)
}

/** What is in a directory, at another place. Links to directories in it are left out. */
function copyOf(tree: Tree, from: ImagePath, to: ImagePath): readonly Entry[] {
  return [...tree.values()].flatMap((entry) => {
    if (!isBelow(entry.path, from)) return []
    const path = `${to}${entry.path.slice(from.length)}` as ImagePath
    const found = entry.kind === 'link' ? follow(tree, entry.path) : entry
    if (found === undefined || (entry.kind === 'link' && found.kind === 'directory')) return []
    return [{ ...found, path }]
  })
}

import type { Dirent } from 'node:fs'
import { lstat, readdir, readlink } from 'node:fs/promises'
import { join } from 'node:path'

/** One file, directory or link of an item. */
export interface ItemFile {
  /** Below the item's directory. */
  readonly path: string
  /** Where it is. */
  readonly source: string
  readonly kind: 'directory' | 'file' | 'symlink'
  readonly size: number
  readonly executable: boolean
  /** What a link says; empty for others. */
  readonly target: string
}

/** Lists what is below a directory, parents first, sorted by name; devices and the like are left out. */
export async function* itemFiles(directory: string, below = ''): AsyncGenerator<ItemFile> {
  const entries = await readdir(join(directory, below), { withFileTypes: true })
  for (const entry of entries.toSorted(byName)) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    const source = join(directory, path)
    const kind = kindOf(entry)
    if (kind === undefined) continue
    const { size, mode } = await lstat(source)
    const target = kind === 'symlink' ? await readlink(source) : ''
    yield { path, source, kind, size, executable: (mode & 0o111) !== 0, target }
    if (kind === 'directory') yield* itemFiles(directory, path)
  }
}

function byName(one: Dirent, other: Dirent): number {
  return one.name < other.name ? -1 : 1
}

function kindOf(entry: Dirent): ItemFile['kind'] | undefined {
  if (entry.isDirectory()) return 'directory'
  if (entry.isFile()) return 'file'
  return entry.isSymbolicLink() ? 'symlink' : undefined
}

/** Bytes of all files below a directory. */
export async function sizeOfFiles(directory: string): Promise<number> {
  let size = 0
  for await (const file of itemFiles(directory)) if (file.kind === 'file') size += file.size
  return size
}

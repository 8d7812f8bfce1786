import type { Attributes, Entry, ImagePath } from '../entries/entry.ts'
import { DEFAULT_ATTRIBUTES } from '../entries/entry.ts'
import { parentOf, ROOT } from '../entries/image_path.ts'
import { END_OF_ARCHIVE_SIZE } from '../tar/block.ts'
import type { SourceSizes } from './tar_parts.ts'
import { sizeOfTarPart, tarParts } from './tar_parts.ts'

/**
 * Makes a function that tells how many bytes the tar of some entries has, with the directories above them,
 * which need not be among them. It remembers what it has found out about single entries, so that many
 * groups of the same entries can be tried.
 *
 * @param sizes bytes of each source
 * @param parentAttributes those of directories that are not among the entries
 */
export function tarMeasure(
  sizes: SourceSizes,
  parentAttributes: (path: ImagePath) => Attributes = () => DEFAULT_ATTRIBUTES,
): (entries: readonly Entry[]) => number {
  const known = new Map<ImagePath, number>()
  const sizeOf = (path: ImagePath, make: () => Entry): number => {
    const size = known.get(path) ?? sizeInTar(make(), sizes)
    known.set(path, size)
    return size
  }
  return (entries) => {
    const met = new Set(entries.map(({ path }) => path))
    let total = END_OF_ARCHIVE_SIZE
    for (const entry of entries) {
      total += sizeOf(entry.path, () => entry)
      for (
        let path = parentOf(entry.path);
        path !== ROOT && !met.has(path);
        path = parentOf(path)
      ) {
        met.add(path)
        const directory = path
        total += sizeOf(path, () => ({
          kind: 'directory',
          path: directory,
          ...parentAttributes(directory),
        }))
      }
    }
    return total
  }
}

/** Bytes of the header of an entry, of its contents, and of what fills them up. */
function sizeInTar(entry: Entry, sizes: SourceSizes): number {
  const parts = [...tarParts([entry], sizes)]
  return parts.reduce((sum, part) => sum + sizeOfTarPart(part), -END_OF_ARCHIVE_SIZE)
}

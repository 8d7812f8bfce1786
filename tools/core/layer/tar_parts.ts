import type { Entry } from '../entries/entry.ts'
import { encodeTarHeader, END_OF_ARCHIVE_SIZE, paddingAfter } from '../tar/header.ts'

/** A run of bytes of a tar that is not written yet. */
export type TarPart =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** That many bytes of a file: all that it has, unless they start somewhere in it. */
  | {
      readonly kind: 'file'
      readonly source: string
      readonly size: number
      /** Where the bytes start; 0 if absent. */
      readonly offset?: number
    }
  | { readonly kind: 'zeros'; readonly size: number }

/** Bytes of a part. */
export function sizeOfTarPart(part: TarPart): number {
  return part.kind === 'bytes' ? part.bytes.length : part.size
}

/**
 * The parts of the tar of some entries, in order, with the end of archive.
 *
 * @param sizes bytes of each source
 */
export function* tarParts(
  entries: Iterable<Entry>,
  sizes: ReadonlyMap<string, number>,
): Generator<TarPart> {
  for (const entry of entries) {
    const source = entry.kind === 'file' ? entry.source : undefined
    const size = source === undefined ? 0 : sizeIn(sizes, source)
    yield { kind: 'bytes', bytes: headerOf(entry, size) }
    if (source === undefined || size === 0) continue
    yield { kind: 'file', source, size }
    const padding = paddingAfter(size)
    if (padding > 0) yield { kind: 'zeros', size: padding }
  }
  yield { kind: 'zeros', size: END_OF_ARCHIVE_SIZE }
}

function headerOf(entry: Entry, size: number): Uint8Array {
  const { kind, path, mode, uid, gid, uname, gname, mtime } = entry
  const target = entry.kind === 'link' ? entry.target : ''
  return encodeTarHeader({ kind, path, size, mode, uid, gid, uname, gname, mtime, target })
}

function sizeIn(sizes: ReadonlyMap<string, number>, source: string): number {
  const size = sizes.get(source)
  if (size === undefined) throw new TypeError(`Size of "${source}" is not known`)
  return size
}

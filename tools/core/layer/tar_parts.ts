import type { Entry } from '../entries/entry.ts'
import { END_OF_ARCHIVE_SIZE, paddingAfter } from '../tar/block.ts'
import type { TarHeader } from '../tar/tar_header.ts'
import { HeaderEncoder } from '../tar/header.ts'

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
      /** Tells whether the file has been written to since it was looked at; absent where nobody looked. */
      readonly stamp?: number
    }
  | { readonly kind: 'zeros'; readonly size: number }

/** Bytes of each source, all of them known or found out when they are asked for. */
export interface SourceSizes {
  get(source: string): number | undefined
  /** A number that every write to the source changes, as of the last `get`, which was for this source. */
  stampOf?(source: string): number | undefined
}

/** Bytes of a part. */
export function sizeOfTarPart(part: TarPart): number {
  return part.kind === 'bytes' ? part.bytes.length : part.size
}

/**
 * The parts of the tar of some entries, in order, with the end of archive.
 *
 * @param sizes bytes of each source
 */
export function* tarParts(entries: Iterable<Entry>, sizes: SourceSizes): Generator<TarPart> {
  const headers = new HeaderEncoder()
  for (const entry of entries) {
    const source = entry.kind === 'file' ? entry.source : undefined
    const size = source === undefined ? 0 : sizeIn(sizes, source)
    yield { kind: 'bytes', bytes: headers.encode(headerOf(entry, size)) }
    if (source === undefined || size === 0) continue
    const stamp = sizes.stampOf?.(source)
    yield { kind: 'file', source, size, ...(stamp === undefined ? {} : { stamp }) }
    const padding = paddingAfter(size)
    if (padding > 0) yield { kind: 'zeros', size: padding }
  }
  yield { kind: 'zeros', size: END_OF_ARCHIVE_SIZE }
}

function headerOf(entry: Entry, size: number): TarHeader {
  const { kind, path, mode, uid, gid, uname, gname, mtime } = entry
  const target = entry.kind === 'link' ? entry.target : ''
  return { kind, path, size, mode, uid, gid, uname, gname, mtime, target }
}

function sizeIn(sizes: SourceSizes, source: string): number {
  const size = sizes.get(source)
  if (size === undefined) throw new TypeError(`Size of "${source}" is not known`)
  return size
}

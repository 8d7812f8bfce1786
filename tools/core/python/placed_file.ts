import type { Entry, ImagePath } from '../entries/entry.ts'
import { DEFAULT_ATTRIBUTES } from '../entries/entry.ts'
import type { TarPart } from '../layer/tar_parts.ts'
import { END_OF_ARCHIVE_SIZE, paddingAfter } from '../tar/block.ts'
import { HeaderEncoder } from '../tar/header.ts'

/** A run of bytes of a file. */
export interface FileSlice {
  readonly file: string
  readonly offset: number
  readonly size: number
}

/** A file for an image whose bytes are a run of another's. */
export interface PlacedFile {
  readonly path: ImagePath
  /** Permission bits. */
  readonly mode: number
  readonly slice: FileSlice
  /** Whom to name when something is wrong with it: a wheel, or a file. */
  readonly origin: string
}

/** The entry of a placed file; its source is its path, which no other file has. */
export function placedEntry({ path, mode, slice }: PlacedFile): Entry {
  return {
    ...DEFAULT_ATTRIBUTES,
    kind: 'file',
    path,
    mode,
    source: slice.size > 0 ? path : undefined,
  }
}

/**
 * The parts of the tar of some entries.
 *
 * @param slices where the bytes of each file are, by the source of its entry
 */
export function* placedParts(
  entries: readonly Entry[],
  slices: ReadonlyMap<string, FileSlice>,
): Generator<TarPart> {
  const headers = new HeaderEncoder()
  for (const entry of entries) {
    const slice = entry.kind === 'file' ? slices.get(entry.source ?? '') : undefined
    const size = slice?.size ?? 0
    const target = entry.kind === 'link' ? entry.target : ''
    yield { kind: 'bytes', bytes: headers.encode({ ...entry, size, target }) }
    if (slice === undefined || size === 0) continue
    yield { kind: 'file', source: slice.file, offset: slice.offset, size }
    if (paddingAfter(size) > 0) yield { kind: 'zeros', size: paddingAfter(size) }
  }
  yield { kind: 'zeros', size: END_OF_ARCHIVE_SIZE }
}

import type { TarballEntry } from '../../core/tarball/entry.ts'
import type { Descriptor } from '../../core/descriptor.ts'
import { assertNever } from '../../core/never.ts'
import { END_OF_ARCHIVE_SIZE, paddingAfter } from '../../core/tar/block.ts'
import { encodeTarHeader } from '../../core/tar/header.ts'
import { encodeUtf8 } from '../../core/utf8.ts'
import type { ImageSource } from '../blob/image_source.ts'
import { withholdLastByte } from '../blob/withhold.ts'

/** A tar that is made while it is read. */
export interface TarballStream {
  /** Bytes of the whole tar. */
  readonly size: number
  /**
   * Streams the tar, the same bytes for the same image. A chunk is valid only until the next one is
   * asked for.
   *
   * @throws ExpectedFailure when a blob is missing or not what its descriptor says; always before the
   * blob's last byte is given out, so that a reader is left with a broken tar, never with a wrong one
   */
  readonly chunks: AsyncIterable<Uint8Array>
}

/** Makes the tar of a plan, with owner 0 and time 0. Nothing is opened before it is read. */
export function tarballStream(source: ImageSource, plan: readonly TarballEntry[]): TarballStream {
  const sizes = plan.map((entry) => {
    const size = sizeOf(entry)
    return headerOf(entry).length + size + paddingAfter(size)
  })
  return {
    size: sizes.reduce((sum, size) => sum + size, END_OF_ARCHIVE_SIZE),
    chunks: streamEntries(source, plan),
  }
}

async function* streamEntries(
  source: ImageSource,
  plan: readonly TarballEntry[],
): AsyncGenerator<Uint8Array> {
  for (const entry of plan) {
    yield headerOf(entry)
    if (entry.kind === 'text') yield encodeUtf8(entry.text)
    if (entry.kind === 'blob') yield* blobBytes(source, entry.descriptor)
    yield new Uint8Array(paddingAfter(sizeOf(entry)))
  }
  yield new Uint8Array(END_OF_ARCHIVE_SIZE)
}

function blobBytes(source: ImageSource, descriptor: Descriptor): AsyncIterable<Uint8Array> {
  return withholdLastByte(source.blob(descriptor).open(), descriptor.size)
}

function headerOf(entry: TarballEntry): Uint8Array {
  const isDirectory = entry.kind === 'directory'
  return encodeTarHeader({
    kind: isDirectory ? 'directory' : 'file',
    path: entry.path,
    size: sizeOf(entry),
    mode: isDirectory ? 0o755 : 0o644,
    uid: 0,
    gid: 0,
    uname: '',
    gname: '',
    mtime: { seconds: 0, nanoseconds: 0 },
    target: '',
  })
}

function sizeOf(entry: TarballEntry): number {
  switch (entry.kind) {
    case 'directory':
      return 0
    case 'text':
      return encodeUtf8(entry.text).length
    case 'blob':
      return entry.descriptor.size
    default:
      return assertNever(entry)
  }
}

import { constants, gzipSync, zstdCompressSync } from 'node:zlib'
import type { FileRange } from '../../core/layer/chunk_filler.ts'
import type { Codec } from '../../core/layer/codec.ts'
import type { PackedRanges } from '../../core/layer/packed_ranges.ts'
import { unpackRanges } from '../../core/layer/packed_ranges.ts'
import { SourceFile } from '../blob/source_file.ts'

/** One chunk of a tar to be completed and compressed. Buffers are shared between threads. */
export interface ChunkJob {
  /** Headers and padding are in place; the bytes of files are read into it. */
  readonly chunk: Uint8Array
  readonly files: PackedRanges
  readonly codec: Codec
  /** Where the compressed bytes go; {@link packedCapacity} of the chunk is always enough. */
  readonly packed: Uint8Array
}

/** Bytes that the compressed form of a chunk can have at most, whatever the codec. */
export function packedCapacity(chunkSize: number): number {
  return chunkSize + Math.ceil(chunkSize / 128) + 4096
}

/**
 * Reads the files of a chunk and compresses it as one zstd frame or one gzip member of its own: such
 * frames and members in a row are a valid file (RFC 8878, section 3.1; RFC 1952, section 2.2).
 *
 * @returns how many bytes were written to `packed`; none without compression
 * @throws ExpectedFailure when a file cannot be read, or is not as it was when it was looked at
 */
function packChunk({ chunk, files, codec, packed }: ChunkJob): number {
  for (const range of unpackRanges(files)) readRange(range, chunk)
  if (codec.compression === 'none') return 0
  const bytes = codec.compression === 'gzip' ? gzipMember(chunk, codec) : zstdFrame(chunk, codec)
  const { length } = bytes
  packed.set(bytes)
  // Room for the worst case, given back at once: megabytes that wait for the collector make it run all the time.
  // Small chunks have theirs from memory that Node shares out.
  if (bytes.buffer.byteLength === packedCapacity(chunk.length)) bytes.buffer.transfer(0)
  return length
}

/** {@link packChunk} on another thread. */
export const PACK_CHUNK = { name: 'packChunk', run: packChunk }

/** Looks after reading: what was written before that, while any range was read, shows in the stamp. */
function readRange(range: FileRange, chunk: Uint8Array): void {
  const { offset, length, at, stamp } = range
  using file = new SourceFile(range)
  file.read(chunk.subarray(at, at + length), offset)
  if (stamp !== undefined) file.check()
}

/**
 * One-shot, with room for the whole answer: other ways to call give other bytes for the same input, and
 * the stream form loses data with several zstd threads and appends an empty frame at times.
 */
function zstdFrame(
  chunk: Uint8Array,
  { level }: { readonly level: number },
): Uint8Array<ArrayBuffer> {
  return zstdCompressSync(chunk, {
    chunkSize: packedCapacity(chunk.length),
    params: { [constants.ZSTD_c_compressionLevel]: level },
  })
}

/** The header's time is 0; its system byte, which differs by platform, becomes "unknown". */
function gzipMember(
  chunk: Uint8Array,
  { level }: { readonly level: number },
): Uint8Array<ArrayBuffer> {
  const member = gzipSync(chunk, { level, chunkSize: packedCapacity(chunk.length) })
  member[GZIP_OS_OFFSET] = GZIP_OS_UNKNOWN
  return member
}

/** RFC 1952, section 2.3.1. */
const GZIP_OS_OFFSET = 9
const GZIP_OS_UNKNOWN = 255

import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import { Readable, type Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { LAYER_EXPANSION } from '../../core/archive/expansion.ts'
import type { LayerBinaries } from '../../core/binary/layer_binaries.ts'
import { diffIdOf, digestOfHex } from '../../core/digest.ts'
import type { Failure } from '../../core/failure.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { isTarStart, sniffLayer, SNIFFED_SIZE } from '../../core/layer/sniff.ts'
import type { Compression } from '../../core/media_types.ts'
import { boundedDecompression } from '../blob/bounded_decompression.ts'
import { TarBinaries } from '../binary/tar_binaries.ts'
import { stampOf } from '../blob/source_file.ts'
import { fileFailure } from '../file_failure.ts'
import type { WrittenLayer } from './write_layer.ts'

/** What an existing tar is as a layer. */
export interface DescribedTar extends WrittenLayer {
  readonly compression: Compression
  /** Undefined when the tar is damaged in a way that its digests do not show. */
  readonly binaries: LayerBinaries | undefined
}

const PIECE = 1024 * 1024

/**
 * Reads a tar once, plain or compressed, and learns what a layer set says of it.
 *
 * @throws ExpectedFailure when it is missing, unreadable, damaged, or no tar
 */
export async function describeTar(path: string): Promise<DescribedTar> {
  await using file = await openSource(path)
  const before = await attempt(path, () => file.stat())
  const start = new Uint8Array(SNIFFED_SIZE)
  const { bytesRead } = await attempt(path, () => file.read(start, 0, start.length, 0))
  const sniffed = sniffLayer(start.subarray(0, bytesRead))
  if (sniffed.kind === 'other')
    fail({ topic: 'layer', reason: 'not-a-tar', file: path, found: sniffed.name })
  const { compression } = sniffed
  using binaries = new TarBinaries()
  const blob = new Measure(pieces(file, path))
  const tar = compression === 'none' ? blob : new Measure(decompressedTar(blob, compression, path))
  for await (const piece of tar) binaries.push(piece)
  const after = await attempt(path, () => file.stat())
  if (blob.size !== after.size || stampOf(before) !== stampOf(after))
    fail({ topic: 'file', reason: 'written-to', path })
  if (compression !== 'none') checkTar(tar.start, compression, path)
  if (binaries.outside !== undefined)
    fail({ topic: 'layer', reason: 'outside-image', file: path, member: binaries.outside })
  const { damagedAt } = binaries
  if (damagedAt !== undefined) {
    const cause = `the tar in it has no valid header at byte ${damagedAt}`
    fail({ topic: 'layer', reason: 'corrupt', file: path, cause })
  }
  const { unusable: entries } = binaries
  if (entries.length > 0) fail({ topic: 'layer', reason: 'unusable-entries', file: path, entries })
  if (binaries.isCutShort)
    fail({ topic: 'layer', reason: 'corrupt', file: path, cause: 'the tar in it is cut short' })
  const { digest, size } = blob
  return { compression, digest, size, diffId: diffIdOf(tar.digest), binaries: binaries.found }
}

type Packed = Exclude<Compression, 'none'>

/** The tar in a compressed file, which may not be larger than honest compression makes it. */
function decompressedTar(
  blob: Measure,
  compression: Packed,
  path: string,
): AsyncIterable<Uint8Array> {
  const decompress = (bytes: AsyncIterable<Uint8Array>) => decompressed(bytes, compression, path)
  return boundedDecompression(path, blob, decompress, LAYER_EXPANSION)
}

/** Hashes and counts the bytes that go by, and remembers the first. */
class Measure implements AsyncIterable<Uint8Array> {
  readonly #source: AsyncIterable<Uint8Array>
  readonly #hash = createHash('sha256')
  #start = new Uint8Array(0)
  size = 0

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for await (const piece of this.#source) {
      this.#hash.update(piece)
      this.size += piece.length
      if (this.#start.length < SNIFFED_SIZE)
        this.#start = Buffer.concat([this.#start, piece.subarray(0, SNIFFED_SIZE)])
      yield piece
    }
  }

  get start(): Uint8Array {
    return this.#start
  }

  get digest(): ReturnType<typeof digestOfHex> {
    return digestOfHex(this.#hash.copy().digest('hex'))
  }
}

/** The bytes of a file, each piece a buffer of its own: decompressors keep what they are given. */
async function* pieces(file: FileHandle, path: string): AsyncGenerator<Uint8Array> {
  for (let position = 0; ;) {
    const piece = new Uint8Array(PIECE)
    const at = position
    const { bytesRead } = await attempt(path, () => file.read(piece, 0, PIECE, at))
    if (bytesRead === 0) return
    position += bytesRead
    yield piece.subarray(0, bytesRead)
  }
}

/** Many gzip members or zstd frames in a row are one stream. */
async function* decompressed(
  bytes: AsyncIterable<Uint8Array>,
  compression: Packed,
  path: string,
): AsyncGenerator<Uint8Array> {
  const decoder: Transform & { readonly bytesWritten: number } =
    compression === 'gzip'
      ? createGunzip({ chunkSize: PIECE })
      : createZstdDecompress({ chunkSize: PIECE })
  let given = 0
  const counted = (async function* () {
    for await (const piece of bytes) {
      given += piece.length
      yield piece
    }
  })()
  const fed = pipeline(Readable.from(counted), decoder)
  fed.catch(() => undefined)
  try {
    for await (const piece of decoder) yield piece as Uint8Array
    await fed
    // Some engines refuse what follows, and the decoder passes over it or not, as the pieces happen to be.
    if (decoder.bytesWritten < given)
      fail({ topic: 'layer', reason: 'corrupt', file: path, cause: TRAILING })
  } catch (error) {
    if (error instanceof ExpectedFailure) throw error
    fail({ topic: 'layer', reason: 'corrupt', file: path, cause: causeOf(error) })
  }
}

const TRAILING = 'other bytes follow the end of the compressed data'

/** A decoder closes at the end of its data; the pipeline that feeds it is aborted when it has more. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.name === 'AbortError' ? TRAILING : error.message
}

function checkTar(start: Uint8Array, compression: Compression, path: string): void {
  if (isTarStart(start)) return
  const found = `a ${compression} file without a tar in it`
  fail({ topic: 'layer', reason: 'not-a-tar', file: path, found })
}

async function openSource(path: string): Promise<FileHandle> {
  return attempt(path, () => open(path))
}

async function attempt<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    throw fileFailure(path, error)
  }
}

function fail(failure: Failure): never {
  throw new ExpectedFailure(failure)
}

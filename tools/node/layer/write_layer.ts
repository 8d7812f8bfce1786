import type { Hash } from 'node:crypto'
import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { open, rm } from 'node:fs/promises'
import type { DiffId, Digest } from '../../core/digest.ts'
import { diffIdOf, digestOfHex } from '../../core/digest.ts'
import type { FileRange } from '../../core/layer/chunk_filler.ts'
import { ChunkFiller } from '../../core/layer/chunk_filler.ts'
import type { Codec } from '../../core/layer/codec.ts'
import { packRanges } from '../../core/layer/packed_ranges.ts'
import type { TarPart } from '../../core/layer/tar_parts.ts'
import { writeFailure } from '../write_failure.ts'
import type { JobRunner } from '../workers/pool.ts'
import { INLINE_RUNNER, WorkerPool } from '../workers/pool.ts'
import { stopIfInterrupted } from './interruption.ts'
import { packedCapacity } from './pack_chunk.ts'

/**
 * Bytes of tar that become one zstd frame or gzip member. Part of the format: another size gives other bytes
 * and digests. The number of workers does not.
 */
const CHUNK_SIZE = 4 * 1024 * 1024

/** What is to be written where. */
export interface LayerJob {
  readonly parts: Iterable<TarPart>
  readonly codec: Codec
  /** The file to write; removed again on failure. */
  readonly out: string
  /** Most worker threads; 0 does everything on this thread. */
  readonly workers: number
  /** Stops the work when aborted. */
  readonly signal: AbortSignal
  /** Is shown the first bytes of every source; they are there only during the call. */
  readonly onStart?: (source: string, start: Uint8Array) => void
}

/** What a layer turned out to be. */
export interface WrittenLayer {
  readonly digest: Digest
  readonly diffId: DiffId
  /** Bytes as stored. */
  readonly size: number
}

/**
 * Writes a layer, and learns its digests in the same pass. Worker threads read and compress chunks; this
 * thread hashes and writes them in order. Memory does not grow with the layer.
 *
 * @throws ExpectedFailure when a source cannot be read, the disk is full, or it is interrupted
 */
export async function writeLayer(job: LayerJob): Promise<WrittenLayer> {
  const file = await openOutput(job.out)
  try {
    await using writer = new LayerWriter(file, job)
    const written = await writer.writeAll()
    await file.close()
    return written
  } catch (error) {
    await file.close()
    await rm(job.out, { force: true })
    throw error
  }
}

async function openOutput(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'w')
  } catch (error) {
    throw writeFailure(path, 0, error)
  }
}

/** Buffers for one chunk on its way, used again for later chunks. */
interface Slot {
  readonly chunk: Uint8Array
  readonly packed: Uint8Array
}

/** A chunk that a worker has. */
interface Pending {
  readonly slot: Slot
  readonly length: number
  readonly files: readonly FileRange[]
  readonly packed: Promise<number>
}

class LayerWriter implements AsyncDisposable {
  readonly #file: FileHandle
  readonly #path: string
  readonly #signal: AbortSignal
  readonly #codec: Codec
  readonly #filler: ChunkFiller
  readonly #workers: number
  readonly #onStart: LayerJob['onStart']
  readonly #diffHash = createHash('sha256')
  readonly #blobHash: Hash | undefined
  #runner: JobRunner = INLINE_RUNNER
  #size = 0

  constructor(file: FileHandle, { codec, parts, workers, out, signal, onStart }: LayerJob) {
    this.#file = file
    this.#path = out
    this.#signal = signal
    this.#onStart = onStart
    this.#codec = codec
    this.#filler = new ChunkFiller(parts)
    this.#workers = workers
    this.#blobHash = codec.compression === 'none' ? undefined : createHash('sha256')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#runner[Symbol.asyncDispose]()
  }

  async writeAll(): Promise<WrittenLayer> {
    const pending: Pending[] = []
    const free: Slot[] = []
    const most = this.#workers === 0 ? 1 : this.#workers * SLOTS_PER_WORKER + SLOTS_OF_WRITER
    for (;;) {
      stopIfInterrupted(this.#signal)
      while (!this.#filler.finished && pending.length < most)
        pending.push(this.#start(free.pop() ?? this.#makeSlot()))
      const next = pending.shift()
      if (next === undefined) break
      await this.#finish(next)
      free.push(next.slot)
    }
    return this.#result()
  }

  #makeSlot(): Slot {
    const isPacked = this.#codec.compression !== 'none'
    return {
      chunk: shared(CHUNK_SIZE),
      packed: shared(isPacked ? packedCapacity(CHUNK_SIZE) : 0),
    }
  }

  #start(slot: Slot): Pending {
    const { length, files } = this.#filler.fill(slot.chunk)
    if (this.#runner === INLINE_RUNNER && this.#workers > 0 && !this.#filler.finished)
      this.#runner = new WorkerPool(this.#workers, SLOTS_PER_WORKER - 1)
    const chunk = slot.chunk.subarray(0, length)
    const input = { chunk, files: packRanges(files), codec: this.#codec, packed: slot.packed }
    const packed = this.#runner.run('packChunk', input)
    // Failures are met in the order of the chunks, in #finish.
    packed.catch(() => undefined)
    return { slot, length, files, packed }
  }

  async #finish({ slot, length, files, packed }: Pending): Promise<void> {
    const packedLength = await packed
    const chunk = slot.chunk.subarray(0, length)
    this.#showStarts(chunk, files)
    const bytes = this.#blobHash === undefined ? chunk : slot.packed.subarray(0, packedLength)
    this.#size += bytes.length
    const written = this.#write(bytes)
    this.#diffHash.update(chunk)
    this.#blobHash?.update(bytes)
    await written
  }

  #showStarts(chunk: Uint8Array, files: readonly FileRange[]): void {
    for (const { source, offset, length, at } of files)
      if (offset === 0) this.#onStart?.(source, chunk.subarray(at, at + length))
  }

  /** Failures of the disk are told here, as sources may fail to be read in the same way. */
  async #write(bytes: Uint8Array): Promise<void> {
    try {
      for (let done = 0; done < bytes.length;)
        done += (await this.#file.write(bytes, done, bytes.length - done)).bytesWritten
    } catch (error) {
      throw writeFailure(this.#path, this.#size, error)
    }
  }

  #result(): WrittenLayer {
    const diffId = digestOfHex(this.#diffHash.digest('hex'))
    const digest = this.#blobHash === undefined ? diffId : digestOfHex(this.#blobHash.digest('hex'))
    return { digest, diffId: diffIdOf(diffId), size: this.#size }
  }
}

/** For each worker, the chunk that it has and the one that it takes next. */
const SLOTS_PER_WORKER = 2
/** Chunks that are being written, or wait for one before them. */
const SLOTS_OF_WRITER = 2

function shared(size: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(size))
}

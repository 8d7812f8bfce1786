import type { Hash } from 'node:crypto'
import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { open, rm } from 'node:fs/promises'
import type { DiffId, Digest } from '../../core/digest.ts'
import { diffIdOf, digestOfHex } from '../../core/digest.ts'
import type { FileRange } from '../../core/layer/chunk_filler.ts'
import type { Codec } from '../../core/layer/codec.ts'
import type { TarPart } from '../../core/layer/tar_parts.ts'
import { writeFailure } from '../write_failure.ts'
import type { WorkerPool } from '../pool/pool.ts'
import { stopIfInterrupted } from './interruption.ts'
import type { PackedChunk } from './packed_chunks.ts'
import { PackedChunks } from './packed_chunks.ts'

/** What is to be written where. */
export interface LayerJob {
  readonly parts: Iterable<TarPart>
  readonly codec: Codec
  /** The file to write; removed again on failure. */
  readonly out: string
  /** Helps this thread to compress a layer of more than one chunk. */
  readonly pool: WorkerPool | undefined
  /** Stops the work when aborted. */
  readonly signal: AbortSignal
  /** Is shown the first bytes of every source, or all that it has; they are there only during the call. */
  readonly onStart?: (source: string, start: Uint8Array, isWhole: boolean) => void
}

/** What a layer turned out to be. */
export interface WrittenLayer {
  readonly digest: Digest
  readonly diffId: DiffId
  /** Bytes as stored. */
  readonly size: number
}

/**
 * Writes a layer, and learns its digests in the same pass. Worker threads and this one read and compress chunks;
 * this thread hashes and writes them in order. Memory does not grow with the layer.
 *
 * @throws ExpectedFailure when a source cannot be read, the disk is full, or it is interrupted
 */
export async function writeLayer(job: LayerJob): Promise<WrittenLayer> {
  const chunks = new PackedChunks(job.parts, job.codec, job.pool)
  chunks.start()
  const file = await openOutput(job.out)
  try {
    const written = await new LayerWriter(file, job).writeAll(chunks)
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

class LayerWriter {
  readonly #file: FileHandle
  readonly #path: string
  readonly #signal: AbortSignal
  readonly #onStart: LayerJob['onStart']
  readonly #diffHash = createHash('sha256')
  readonly #blobHash: Hash | undefined
  #size = 0

  constructor(file: FileHandle, { codec, out, signal, onStart }: LayerJob) {
    this.#file = file
    this.#path = out
    this.#signal = signal
    this.#onStart = onStart
    this.#blobHash = codec.compression === 'none' ? undefined : createHash('sha256')
  }

  async writeAll(chunks: PackedChunks): Promise<WrittenLayer> {
    stopIfInterrupted(this.#signal)
    for await (const packed of chunks) {
      await this.#take(packed)
      stopIfInterrupted(this.#signal)
    }
    return this.#result()
  }

  async #take({ chunk, packed, files }: PackedChunk): Promise<void> {
    this.#showStarts(chunk, files)
    this.#size += packed.length
    const written = this.#write(packed)
    this.#diffHash.update(chunk)
    this.#blobHash?.update(packed)
    await written
  }

  #showStarts(chunk: Uint8Array, files: readonly FileRange[]): void {
    for (const { source, offset, length, at, size } of files)
      if (offset === 0) this.#onStart?.(source, chunk.subarray(at, at + length), length === size)
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

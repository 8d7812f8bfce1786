import { setImmediate as nextTurn } from 'node:timers/promises'
import type { FileRange } from '../../core/layer/chunk_filler.ts'
import { ChunkFiller } from '../../core/layer/chunk_filler.ts'
import type { Codec } from '../../core/layer/codec.ts'
import { packRanges } from '../../core/layer/packed_ranges.ts'
import type { TarPart } from '../../core/layer/tar_parts.ts'
import { INLINE_RUNNER, WorkerPool } from '../pool/pool.ts'
import { PACK_CHUNK, packedCapacity } from './pack_chunk.ts'

/**
 * Bytes of tar that become one zstd frame or gzip member. Part of the format: another size gives other bytes
 * and digests. The number of threads does not.
 */
const CHUNK_SIZE = 4 * 1024 * 1024

/** For each worker, the chunk that it has and the one that it takes next. */
const SLOTS_PER_WORKER = 2
/** Chunks that this thread packs or has packed, or that wait for one before them. */
const SLOTS_HERE = 2

/**
 * A pool that helps this thread to pack, one layer after another; undefined where this one is all.
 *
 * @param threads most threads, this one included
 */
export function packingPool(threads: number): WorkerPool | undefined {
  return threads < 2 ? undefined : new WorkerPool(threads - 1, SLOTS_PER_WORKER - 1)
}

/** A chunk that is done. Its bytes are there until the next one is asked for. */
export interface PackedChunk {
  /** The bytes of the tar. */
  readonly chunk: Uint8Array
  /** The same compressed; the chunk itself without compression. */
  readonly packed: Uint8Array
  /** What of the chunk comes from which file. */
  readonly files: readonly FileRange[]
}

/** Buffers for one chunk on its way, used again for later chunks. */
interface Slot {
  readonly chunk: Uint8Array
  readonly packed: Uint8Array
}

/** A chunk that somebody packs. */
interface Pending {
  readonly slot: Slot
  readonly length: number
  readonly files: readonly FileRange[]
  readonly packed: Promise<number>
  isDone: boolean
}

/**
 * Reads and packs the chunks of a tar, in their order. The workers of a pool do it, and this thread too where it
 * would have to wait for them.
 */
export class PackedChunks {
  readonly #filler: ChunkFiller
  readonly #codec: Codec
  readonly #pool: WorkerPool | undefined
  /** Chunks that the workers can have, and those that they have. */
  readonly #room: number
  #away = 0
  readonly #pending: Pending[] = []
  readonly #free: Slot[] = []
  /** True while all is in one chunk, which is not worth starting threads. */
  #isSmall = true

  constructor(parts: Iterable<TarPart>, codec: Codec, pool: WorkerPool | undefined) {
    this.#filler = new ChunkFiller(parts)
    this.#codec = codec
    this.#pool = pool
    this.#room = (pool?.limit ?? 0) * SLOTS_PER_WORKER
  }

  /** Gives the workers as much as they may have. */
  start(): void {
    while (!this.#filler.finished && this.#away < this.#room) this.#pack(this.#pool)
  }

  /**
   * All chunks; the bytes of one are there until the next is asked for.
   *
   * @throws ExpectedFailure when a file cannot be read, after the chunks before it
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<PackedChunk> {
    for (let next = await this.#first(); next !== undefined; next = await this.#first()) {
      const { slot, length, files } = next
      const packedLength = await next.packed
      const chunk = slot.chunk.subarray(0, length)
      const isPacked = this.#codec.compression !== 'none'
      yield { chunk, files, packed: isPacked ? slot.packed.subarray(0, packedLength) : chunk }
      this.#pending.shift()
      this.#free.push(slot)
    }
  }

  /** The first chunk that is not given out yet: done, unless nothing is left to do here but wait for it. */
  async #first(): Promise<Pending | undefined> {
    for (;;) {
      // Answers of workers are seen between turns of the event loop.
      if (this.#away > 0) await nextTurn()
      this.start()
      const [first] = this.#pending
      const isFull = this.#pending.length >= this.#room + SLOTS_HERE
      if (first?.isDone === true || this.#filler.finished || isFull) return first
      this.#pack(undefined)
    }
  }

  #pack(pool: WorkerPool | undefined): void {
    const slot = this.#free.pop() ?? this.#makeSlot()
    const { length, files } = this.#filler.fill(slot.chunk)
    const chunk = slot.chunk.subarray(0, length)
    const input = { chunk, files: packRanges(files), codec: this.#codec, packed: slot.packed }
    this.#isSmall &&= this.#filler.finished
    if (pool === undefined || this.#isSmall) {
      const packed = INLINE_RUNNER.run(PACK_CHUNK, input)
      this.#add({ slot, length, files, packed, isDone: true })
      return
    }
    const pending = { slot, length, files, packed: pool.run(PACK_CHUNK, input), isDone: false }
    this.#away++
    const done = (): void => {
      this.#away--
      pending.isDone = true
    }
    pending.packed.then(done, done)
    this.#add(pending)
  }

  /** Failures are met in the order of the chunks. */
  #add(pending: Pending): void {
    pending.packed.catch(() => undefined)
    this.#pending.push(pending)
  }

  #makeSlot(): Slot {
    const isPacked = this.#codec.compression !== 'none'
    return {
      chunk: shared(CHUNK_SIZE),
      packed: shared(isPacked ? packedCapacity(CHUNK_SIZE) : 0),
    }
  }
}

function shared(size: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(size))
}

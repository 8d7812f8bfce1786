import { availableParallelism } from 'node:os'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Digest } from '../../core/digest.ts'
import type { TarPart } from '../../core/layer/tar_parts.ts'
import { JobThread } from '../pool/job_thread.ts'
import type { JobRunner } from '../pool/pool.ts'
import { INLINE_RUNNER } from '../pool/pool.ts'
import type { Filled } from './part_reader.ts'
import { BEGIN_READING, END_READING, FILL_SLOT } from './readings.ts'

/** Bytes that are handed on at once. */
const SLOT = 512 * 1024
/** Slots of a reading: one is being sent, others are read in the meantime. */
const SLOTS = 3
/** Below this many bytes, starting a thread takes longer than hashing. */
const WORTH_A_THREAD = 16 << 20

/** Some bytes of a blob. */
export interface HashedChunk {
  /** Only valid until the next chunk is asked for. */
  readonly chunk: Uint8Array
  /** Digest of the whole blob, with its last chunk. */
  readonly digest: Digest | undefined
}

/**
 * Reads and hashes a blob on another thread, while this one does something with its bytes: hashing takes
 * several times longer than sending. Of several blobs at a time, and of small ones, this thread reads some.
 *
 * @param size bytes of all parts
 * @throws ExpectedFailure when a file cannot be read or has another size than its part says
 */
export async function* readAhead(
  parts: readonly TarPart[],
  size: number,
): AsyncGenerator<HashedChunk> {
  using reading = threadFor(size)
  const { runner } = reading
  const id = nextReading()
  const slots = Array.from({ length: reading.slots }, takeSlot)
  const filling: Promise<Filled>[] = []
  const fill = (slot: number): void => {
    const filled = runner.run(FILL_SLOT, { id, slot })
    // Failures are met in the order of the chunks.
    filled.catch(() => undefined)
    filling.push(filled)
  }
  try {
    await runner.run(BEGIN_READING, { id, parts, slots })
    for (const slot of slots.keys()) fill(slot)
    for (let turn = 0; ; turn = (turn + 1) % slots.length) {
      if (reading.isShared) await nextTurn()
      const filled = await filling.shift()
      const slot = slots[turn]
      if (filled === undefined || slot === undefined) return
      yield { chunk: slot.subarray(0, filled.length), digest: filled.digest }
      if (filled.digest !== undefined) return
      fill(turn)
    }
  } finally {
    await runner.run(END_READING, { id })
    spareSlots.push(...slots)
  }
}

let readings = 0

/** Names no two readings alike, on whatever thread they are. */
function nextReading(): number {
  readings += 1
  return readings
}

/** Slots that were used and are free again: memory that goes and comes is collected too late. */
const spareSlots: Uint8Array[] = []

function takeSlot(): Uint8Array {
  return spareSlots.pop() ?? new Uint8Array(new SharedArrayBuffer(SLOT))
}

/** Where a blob is read; to be disposed of when it has been. */
interface ReadingThread extends Disposable {
  readonly runner: Pick<JobRunner, 'run'>
  /** Buffers that are of use there. */
  readonly slots: number
  /** True when the event loop must have turns in between, so that other blobs are sent as well. */
  readonly isShared: boolean
}

/** One for all, as each takes 16 MB of memory. Started when needed; it does not keep the program from ending. */
let thread: JobThread | undefined
/** Large blobs that are being read. */
const underWay = { there: 0, here: 0 }
/** Blobs that the other thread has before this one takes any. */
const ENOUGH = 2

/** This thread has the sending to do, too: it reads one blob at a time, when the other has enough. */
function threadFor(size: number): ReadingThread {
  const isLarge = size >= WORTH_A_THREAD && availableParallelism() > 1
  if (isLarge && (underWay.here > 0 || underWay.there < ENOUGH)) return otherThread()
  const here = isLarge ? 1 : 0
  underWay.here += here
  const leave = (): void => void (underWay.here -= here)
  return { runner: INLINE_RUNNER, slots: 1, isShared: isLarge, [Symbol.dispose]: leave }
}

function otherThread(): ReadingThread {
  if (thread?.usable !== true) thread = new JobThread()
  underWay.there += 1
  const leave = (): void => void (underWay.there -= 1)
  return { runner: thread, slots: SLOTS, isShared: false, [Symbol.dispose]: leave }
}

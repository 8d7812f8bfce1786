import type { TarPart } from '../../core/layer/tar_parts.ts'
import type { Filled } from './part_reader.ts'
import { PartReader } from './part_reader.ts'

/** A blob that is about to be read, and the buffers that its bytes go to in turns. */
export interface ReadingStart {
  /** Names the reading; nobody else's. */
  readonly id: number
  readonly parts: readonly TarPart[]
  /** Shared between threads. */
  readonly slots: readonly Uint8Array[]
}

interface Reading {
  readonly reader: PartReader
  readonly slots: readonly Uint8Array[]
}

/** What this thread reads at the moment: a reading stays on the thread on which it began. */
const readings = new Map<number, Reading>()

/** Begins a reading; no file is opened yet. */
function beginReading({ id, parts, slots }: ReadingStart): void {
  readings.set(id, { reader: new PartReader(parts), slots })
}

/**
 * Puts the next bytes of a reading into one of its slots.
 *
 * @throws ExpectedFailure when a file cannot be read or has changed its size
 */
function fillSlot({ id, slot }: { readonly id: number; readonly slot: number }): Filled {
  const reading = readings.get(id)
  const buffer = reading?.slots[slot]
  if (reading === undefined || buffer === undefined) throw new RangeError(`No slot ${id}.${slot}`)
  return reading.reader.fill(buffer)
}

/** Ends a reading, finished or not. */
function endReading({ id }: { readonly id: number }): void {
  readings.get(id)?.reader[Symbol.dispose]()
  readings.delete(id)
}

/** {@link beginReading} on another thread, on which the reading stays. */
export const BEGIN_READING = { name: 'beginReading', run: beginReading }
/** {@link fillSlot} on the thread of the reading. */
export const FILL_SLOT = { name: 'fillSlot', run: fillSlot }
/** {@link endReading} on the thread of the reading. */
export const END_READING = { name: 'endReading', run: endReading }

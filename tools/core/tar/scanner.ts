import { BLOCK_SIZE, paddingAfter } from './block.ts'
import type { ScannedEntry } from './parse_header.ts'
import { continuesHoles, parseHeader } from './parse_header.ts'
import { LongNames } from './long_names.ts'

/** Who is told what a {@link TarScanner} comes across. */
export interface TarVisitor {
  /** An entry begins. Its contents follow; answer false when they are of no interest. */
  enter(entry: ScannedEntry, contentOffset: number): boolean
  /** Bytes of the contents of the entry, in order. */
  content(bytes: Uint8Array): void
  /** The contents are complete. Only told of entries whose contents were of interest. */
  leave(): void
}

/** Names and pax records are short; a larger one is not kept. */
const MAX_NAME_RECORD = 1024 * 1024

/**
 * Lists the entries of a tar whose bytes go by, in pieces of any size: ustar, pax and GNU names. Costs next to
 * nothing beside hashing the same bytes, and never throws: after something that is not a header it stops, and
 * {@link isIntact} says so.
 */
export class TarScanner {
  readonly #visitor: TarVisitor
  readonly #block = new Uint8Array(BLOCK_SIZE)
  readonly #names = new LongNames()
  #filled = 0
  #position = 0
  /** Bytes of the current contents that are still to come, and of the padding after them. */
  #left = 0
  #padding = 0
  #taker: 'nobody' | 'visitor' | 'names' = 'nobody'
  /** An entry of GNU's sparse files whose list of holes goes on in the next block. */
  #sparse: ScannedEntry | undefined
  #state: 'open' | 'ended' | 'lost' = 'open'

  constructor(visitor: TarVisitor) {
    this.#visitor = visitor
  }

  /** False when something in the tar was no header, or the bytes stopped within an entry. */
  get isIntact(): boolean {
    return this.#state !== 'lost' && this.#left === 0 && this.#filled === 0 && !this.#sparse
  }

  /**
   * True when the bytes have not come to an end of archive: at least one block of zeros after the last entry
   * (POSIX pax, "ustar Interchange Format").
   */
  get isCutShort(): boolean {
    return this.#state === 'open'
  }

  /** Where a header should be and is none; undefined where all of them are right. */
  get damagedAt(): number | undefined {
    return this.#state === 'lost' ? this.#position - BLOCK_SIZE : undefined
  }

  /** Takes the next bytes of the tar. */
  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length && this.#state === 'open';)
      at += this.#left + this.#padding > 0 ? this.#pass(bytes, at) : this.#gather(bytes, at)
  }

  /** Passes on contents, and skips padding. */
  #pass(bytes: Uint8Array, at: number): number {
    const length = Math.min(this.#left, bytes.length - at)
    if (length > 0) {
      const piece = bytes.subarray(at, at + length)
      if (this.#taker === 'visitor') this.#visitor.content(piece)
      if (this.#taker === 'names') this.#names.add(piece)
      this.#left -= length
      if (this.#left === 0) this.#endContent()
      this.#position += length
      return length
    }
    const skipped = Math.min(this.#padding, bytes.length - at)
    this.#padding -= skipped
    this.#position += skipped
    return skipped
  }

  #endContent(): void {
    if (this.#taker === 'visitor') this.#visitor.leave()
    this.#taker = 'nobody'
  }

  /** Fills the block of the next header. */
  #gather(bytes: Uint8Array, at: number): number {
    const length = Math.min(BLOCK_SIZE - this.#filled, bytes.length - at)
    this.#block.set(bytes.subarray(at, at + length), this.#filled)
    this.#filled += length
    this.#position += length
    if (this.#filled === BLOCK_SIZE) {
      this.#filled = 0
      this.#header()
    }
    return length
  }

  #header(): void {
    if (this.#sparse !== undefined) {
      if (!continuesHoles(this.#block)) this.#begin(this.#sparse)
      return
    }
    const header = parseHeader(this.#block)
    if (header === 'zeros' || header === 'not a header') {
      this.#state = header === 'zeros' ? 'ended' : 'lost'
      return
    }
    if (header.kind === 'names') {
      this.#expect(header.size, header.size <= MAX_NAME_RECORD ? 'names' : 'nobody')
      this.#names.begin(header.names)
      return
    }
    const entry = this.#names.apply(header.entry)
    if (header.hasMoreHoles) this.#sparse = entry
    else this.#begin(entry)
  }

  #begin(entry: ScannedEntry): void {
    this.#sparse = undefined
    const isWanted = this.#visitor.enter(entry, this.#position)
    this.#expect(entry.size, isWanted ? 'visitor' : 'nobody')
    if (isWanted && entry.size === 0) this.#endContent()
  }

  #expect(size: number, taker: 'nobody' | 'visitor' | 'names'): void {
    this.#left = size
    this.#padding = paddingAfter(size)
    this.#taker = taker
  }
}

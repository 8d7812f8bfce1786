import type { Digest } from '../../core/digest.ts'

/** What was sent of one blob. */
export interface Delivery {
  /** Bytes sent, over all requests. */
  readonly bytes: number
  /** From the first request for the blob to the last byte sent. */
  readonly seconds: number
}

/** Keeps the account of what is sent of which blob. */
export class DeliveryLog {
  readonly #entries = new Map<Digest, { readonly since: number; bytes: number; until: number }>()

  /** Notes that bytes of a blob were sent; 0 bytes note that it was asked for. */
  add(digest: Digest, bytes: number): void {
    const now = performance.now()
    const entry = this.#entries.get(digest) ?? { since: now, bytes: 0, until: now }
    entry.bytes += bytes
    entry.until = now
    this.#entries.set(digest, entry)
  }

  /** What was sent of a blob; undefined when nothing was. */
  of(digest: Digest): Delivery | undefined {
    const entry = this.#entries.get(digest)
    if (entry === undefined || entry.bytes === 0) return undefined
    return { bytes: entry.bytes, seconds: (entry.until - entry.since) / 1000 }
  }
}

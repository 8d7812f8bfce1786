import type { Descriptor } from '../../core/descriptor.ts'
import type { Digest } from '../../core/digest.ts'
import type { BlobOutcome, TransferObserver } from './transfer_event.ts'

/** How far one layer is. */
interface Delivery {
  readonly since: number
  bytes: number
  until: number
  ended: boolean
}

/** Keeps the account of what is given out of the layers of an image, and tells about it. */
export class DeliveryLog {
  readonly #layers: readonly Descriptor[]
  readonly #observe: TransferObserver
  readonly #deliveries = new Map<Digest, Delivery>()

  /** @param layers bottom layer first; other blobs are small and not accounted for */
  constructor(layers: readonly Descriptor[], observe: TransferObserver) {
    this.#layers = layers
    this.#observe = observe
  }

  /** Notes that bytes of a blob were given out. */
  add(digest: Digest, bytes: number): void {
    const layer = this.#layers.find((each) => each.digest === digest)
    if (layer === undefined) return
    const delivery = this.#deliveries.get(digest) ?? this.#start(layer)
    delivery.bytes += bytes
    delivery.until = performance.now()
    this.#observe({ event: 'blob-progress', digest, bytes: delivery.bytes })
    if (delivery.bytes >= layer.size) this.#end(layer, delivery)
  }

  /** Ends the account: what was not given out, the receiver had. Bottom layer first. */
  finish(): readonly BlobOutcome[] {
    for (const layer of this.#layers) this.#end(layer, this.#deliveries.get(layer.digest))
    return this.#layers.map((layer) => this.#outcomeOf(layer))
  }

  #start({ digest, size }: Descriptor): Delivery {
    const now = performance.now()
    const delivery = { since: now, bytes: 0, until: now, ended: false }
    this.#deliveries.set(digest, delivery)
    this.#observe({ event: 'blob-start', digest, size, role: 'layer' })
    return delivery
  }

  #end(layer: Descriptor, delivery: Delivery | undefined): void {
    if (delivery?.ended === true) return
    if (delivery !== undefined) delivery.ended = true
    this.#observe({ event: 'blob-end', ...this.#outcomeOf(layer) })
  }

  #outcomeOf(layer: Descriptor): BlobOutcome {
    const delivery = this.#deliveries.get(layer.digest)
    if (delivery === undefined) return untouchedLayer(layer, 'present')
    const { bytes, since, until } = delivery
    return { ...untouchedLayer(layer, 'uploaded'), bytes, seconds: (until - since) / 1000 }
  }
}

/** A layer of which nothing was given out. */
export function untouchedLayer(
  { digest, mediaType, size }: Descriptor,
  status: BlobOutcome['status'],
): BlobOutcome {
  return { digest, mediaType, size, role: 'layer', status, bytes: 0, seconds: 0 }
}

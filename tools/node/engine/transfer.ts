import type { Descriptor } from '../../core/descriptor.ts'
import type { DeliveryLog } from '../image/delivery_log.ts'

/** What became of one layer. */
export interface LayerOutcome {
  readonly descriptor: Descriptor
  /** `present` where the receiver had it already. */
  readonly state: 'sent' | 'present'
  /** Bytes sent. */
  readonly bytes: number
  readonly seconds: number
}

/** A layer that the engine had. */
export function presentLayer(descriptor: Descriptor): LayerOutcome {
  return { descriptor, state: 'present', bytes: 0, seconds: 0 }
}

/** What the account says of a layer: a layer of which nothing was sent was there. */
export function layerOutcome(descriptor: Descriptor, log: DeliveryLog): LayerOutcome {
  const sent = log.of(descriptor.digest)
  return sent === undefined ? presentLayer(descriptor) : { descriptor, state: 'sent', ...sent }
}

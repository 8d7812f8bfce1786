import type { ImageName } from '../../core/tarball/image_name.ts'
import type { ImageSource } from '../blob/image_source.ts'
import type { TransferObserver } from '../blob/transfer_event.ts'

/** The ways of an image into an engine. */
export const ROUTES = ['auto', 'registry', 'tar'] as const

/** `auto` is a pull from a loopback registry where the engine can reach one, and a streamed tar elsewhere. */
export type Route = (typeof ROUTES)[number]

/** What to load. */
export interface LoadRequest {
  /** One image, not an index; with layers that the engine can unpack. */
  readonly source: ImageSource
  /** One or more. */
  readonly names: readonly ImageName[]
  readonly route: Route
  /** What to stream on the `tar` route. */
  readonly format: 'docker' | 'oci'
  /** Milliseconds without any request before a pulling engine is given up; 30 minutes by default. */
  readonly patience?: number
  /** Told when a pull did not work and a tar is streamed instead. */
  readonly onFallback: (reason: string) => void
  /** Told about every layer on its way. */
  readonly observe: TransferObserver
}

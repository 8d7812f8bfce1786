import type { Digest } from '../../core/digest.ts'

/** What a blob is to its image. */
export type BlobRole = 'config' | 'layer'

/**
 * What became of a blob. `missing`: a dry run found that it would have to be sent. `skipped`: a layer
 * that may not be distributed.
 */
export type BlobStatus = 'uploaded' | 'downloaded' | 'mounted' | 'present' | 'missing' | 'skipped'

/** The end of one blob's transfer. */
export interface BlobOutcome {
  readonly digest: Digest
  readonly mediaType: string
  /** Bytes that the blob has. */
  readonly size: number
  readonly role: BlobRole
  readonly status: BlobStatus
  /** Bytes that were sent, more than `size` where the network made us start again. */
  readonly bytes: number
  readonly seconds: number
  /** The repository that a mounted blob came from. */
  readonly from?: string
}

/** What a transfer tells on its way; each is one line of `--json` progress. */
export type TransferEvent = TransferStep & {
  /** `HOST/NAME` that it happens to, where a push tells it. */
  readonly repository?: string
}

/** What happened. */
type TransferStep =
  /** What is left to do for several images: blobs to send, and tags to set. */
  | {
      readonly event: 'plan'
      readonly blobs: number
      readonly bytes: number
      readonly tags: number
    }
  | {
      readonly event: 'blob-start'
      readonly digest: Digest
      readonly size: number
      readonly role: BlobRole
    }
  /** `bytes`: how far the blob is; less than before after a new start. */
  | { readonly event: 'blob-progress'; readonly digest: Digest; readonly bytes: number }
  | ({ readonly event: 'blob-end' } & BlobOutcome)
  | { readonly event: 'manifest'; readonly digest: Digest; readonly status: 'written' | 'present' }
  | { readonly event: 'tag'; readonly tag: string; readonly status: 'written' | 'present' }
  | {
      readonly event: 'retry'
      readonly what: string
      readonly cause: string
      readonly attempt: number
      readonly seconds: number
    }
  /** A mirror did not give what was asked for; the next place is tried. */
  | { readonly event: 'mirror-failed'; readonly mirror: string; readonly cause: string }

/** Takes note of an event; must not throw. */
export type TransferObserver = (event: TransferEvent) => void

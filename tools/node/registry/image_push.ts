import type { Descriptor } from '../../core/descriptor.ts'
import type { PlatformTag } from '../../core/registry/platform_tags.ts'
import type { ImageSource } from '../blob/image_source.ts'
import type { BlobOutcome, TransferObserver } from '../blob/transfer_event.ts'
import type { RepositoryClient } from './repository.ts'

/** An image or an index, and where it is to be. */
export interface ImagePush {
  readonly source: ImageSource
  /** The same for all images of one repository. */
  readonly client: RepositoryClient
  /** Tags to set; none pushes by digest alone. */
  readonly tags: readonly string[]
  /** Tags to set for images of the index. */
  readonly imageTags?: readonly PlatformTag[]
  /** Whether tags that stand for another image are left alone, which ends the push; they are set anew otherwise. */
  readonly keepsTags?: boolean
  /** Repositories of the same registry that may hold layers already. */
  readonly mountFrom: readonly string[]
}

/** How to push. */
export interface PushSettings {
  /** Blobs under way at the same time. */
  readonly jobs: number
  /** Sends blobs in chunks of so many bytes; undefined sends them whole. */
  readonly chunkSize?: number | undefined
  /** Only looks, and says what would be done. */
  readonly dryRun: boolean
  readonly observe: TransferObserver
}

/** What became of a tag; `missing` after a dry run, and where a push ended before it. */
export interface TagOutcome {
  readonly tag: string
  readonly status: 'written' | 'present' | 'missing'
}

/** What became of a push. */
export interface PushOutcome {
  readonly root: Descriptor
  /** Whether the registry has the image, whole. */
  readonly stored: boolean
  readonly blobs: readonly BlobOutcome[]
  readonly tags: readonly TagOutcome[]
}

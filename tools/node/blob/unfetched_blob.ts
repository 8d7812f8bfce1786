import type { Descriptor } from '../../core/descriptor.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { Repository } from '../../core/reference.ts'
import { formatRepository } from '../../core/reference.ts'
import type { BlobSource } from './image_source.ts'

/** A blob that is in a registry, where there is no network: reading it fails. */
export function unfetchedBlob(repository: Repository, descriptor: Descriptor): BlobSource {
  const { digest } = descriptor
  return {
    descriptor,
    file: undefined,
    open: () => {
      const place = formatRepository(repository)
      throw new ExpectedFailure({
        topic: 'image',
        reason: 'not-fetched',
        digest,
        repository: place,
      })
    },
  }
}

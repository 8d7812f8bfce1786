import type { Explanation } from '../explanation.ts'
import { assertNever } from '../never.ts'
import type { ArchiveFailure } from './failure.ts'

/** Explains an {@link ArchiveFailure}. */
export function explainArchiveFailure(failure: ArchiveFailure): Explanation {
  switch (failure.reason) {
    case 'no-space':
      return {
        message: `Cannot write "${failure.path}": no space is left for its ${failure.size} bytes`,
        fix: 'make room, or choose a place on another disk',
      }
    case 'unwritable':
      return {
        message: `Cannot write "${failure.path}": ${failure.cause}`,
        fix: 'choose a place where a new file can be made',
      }
    case 'no-such-platform':
      return {
        message: `Cannot find an image for ${failure.wanted} in the index`,
        accepted: failure.available.join(', '),
        fix: `choose one with --platform ${failure.available[0] ?? 'OS/ARCHITECTURE'}`,
      }
    case 'ambiguous-platform':
      return {
        message: `Cannot choose one of ${failure.available.length} images for ${failure.wanted}`,
        accepted: failure.available.join(', '),
        fix: 'say the variant, as in --platform linux/arm/v7, or name the image by its digest',
      }
    case 'several-platforms':
      return {
        message: `Cannot write an index of ${failure.available.length} images for docker load`,
        accepted: `one image: ${failure.available.join(', ')}`,
        fix: `choose one with --platform ${failure.available[0] ?? 'OS/ARCHITECTURE'}, or write an OCI archive, which holds all: --format oci, format = "oci" of oci_load, or the output group oci_tarball`,
      }
    case 'undecodable-layer':
      return {
        message: `Cannot decompress the layer ${failure.digest}: ${failure.cause}`,
        fix: 'build or pull the image again',
      }
    default:
      return assertNever(failure)
  }
}

import type { Explanation } from '../explanation.ts'
import type { TarballFailure } from './failure.ts'

/** Explains a {@link TarballFailure}. */
export function explainTarballFailure(failure: TarballFailure): Explanation {
  return {
    message: `Cannot write an index of ${failure.available.length} images for docker load`,
    accepted: `one image: ${failure.available.join(', ')}`,
    fix: `choose one with --platform ${failure.available[0] ?? 'OS/ARCHITECTURE'}, or write an OCI archive, which holds all: --format oci, format = "oci" of oci_load, or the output group oci_tarball`,
  }
}

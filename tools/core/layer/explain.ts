import type { Explanation } from '../explanation.ts'
import { assertNever } from '../never.ts'
import type { LayerFailure } from './failure.ts'

/** Explains a {@link LayerFailure}. */
export function explainLayerFailure(failure: LayerFailure): Explanation {
  switch (failure.reason) {
    case 'not-a-tar':
      return {
        message: `Cannot use "${failure.file}" as a layer: it is ${failure.found}`,
        accepted: 'a tar file, plain or compressed by gzip or zstd',
      }
    case 'corrupt':
      return {
        message: `Cannot read "${failure.file}" to its end: ${failure.cause}`,
        fix: 'make or fetch the file again: it is damaged',
      }
    case 'outside-image':
      return {
        message: `Cannot use "${failure.file}" as a layer: "${failure.member}" in it is outside the image`,
        accepted: 'names and targets of hard links without ".."',
        fix: 'make the tar again from below the directory that the image is to hold',
      }
    case 'unknown-option':
      return {
        message: `Cannot use the option "${failure.option}" with ${asAttribute(failure.compression)}`,
        accepted: failure.known.join(', '),
      }
    case 'interrupted':
      return {
        message: 'Cannot finish the layer: interrupted, and nothing is left behind',
        fix: 'run the same command again',
      }
    default:
      return assertNever(failure)
  }
}

/** How a compression stands in a BUILD file. */
function asAttribute(compression: string): string {
  return `compress = "${compression === 'none' ? '' : compression}"`
}

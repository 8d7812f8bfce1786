import type { Explanation } from '../explanation.ts'
import { assertNever } from '../never.ts'
import { itemLines, quoted } from '../explanation.ts'
import { MAX_ID, MAX_NAME_BYTES } from '../entries/limits.ts'
import type { LayerFailure, UnusableEntry } from './failure.ts'

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
        fix: 'make the tar again from inside the directory that the image is to contain',
      }
    case 'unusable-entries':
      return {
        message: `Cannot use "${failure.file}" as a layer: engines refuse what is in it${itemLines(failure.entries.map(describeEntry))}`,
        accepted: `names of at most ${MAX_NAME_BYTES} bytes between two slashes, and users and groups up to ${MAX_ID}`,
        fix: 'make the tar again with shorter names, or with --owner=0 --group=0',
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

function describeEntry(entry: UnusableEntry): string {
  const path = quoted(entry.path)
  return entry.problem === 'long-name'
    ? `${path} has a name that is too long`
    : `${path} has the ${entry.problem} ${entry.id}`
}

/** How a compression stands in a BUILD file. */
function asAttribute(compression: string): string {
  return `compress = "${compression === 'none' ? '' : compression}"`
}

import type { Explanation } from '../explanation.ts'
import { itemLines, listed } from '../explanation.ts'
import { assertNever } from '../never.ts'
import type { HiddenWeights } from './hidden_weights.ts'
import type { MissingShards } from './shards.ts'
import type { WeightsFailure } from './weights_failure.ts'

/** Explains a {@link WeightsFailure}. */
export function explainWeightsFailure(failure: WeightsFailure): Explanation {
  switch (failure.reason) {
    case 'none':
      return {
        message: 'Cannot make layers of weights: the sources contain no file',
        fix: 'name at least one file, or a directory with a file in it',
      }
    case 'keyless-source':
      return {
        message: `Cannot name a source for later: no key was given for "${failure.source}"`,
        accepted: 'a line key<TAB>KEY<TAB>PATH for every source, or for a directory above it',
      }
    case 'missing-shards':
      return {
        message: `Cannot find all shards:${listed(failure.sets.map(shardsText))}`,
        fix: 'give these files as well, or set allow_missing_shards = True',
      }
    case 'hidden':
      return {
        message: `Cannot pack weights with the code: they are in a directory that weights does not name:${itemLines(failure.files.map(hiddenText))}`,
        fix: 'add the target that makes the directory to weights, or set weight_suffixes = [] to pack all as code',
      }
    case 'no-room':
      return {
        message: `Cannot put the weights into ${failure.maxLayers} layers of at most ${failure.maxLayerSize} bytes: ${failure.needed} are needed`,
        fix: 'raise max_layer_size or max_layers, or use a base with fewer layers',
      }
    default:
      return assertNever(failure)
  }
}

function hiddenText({ source, size }: HiddenWeights): string {
  return `"${source}": ${size} bytes`
}

function shardsText({ pattern, total, missing }: MissingShards): string {
  const names = missing.map((path) => path.slice(path.lastIndexOf('/') + 1))
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : ''
  const some = names.slice(0, MAX_NAMES).join(', ')
  return `${missing.length} of the ${total} of "${pattern}" are missing: ${some}${more}`
}

const MAX_NAMES = 10

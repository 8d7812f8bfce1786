import type { Explanation } from '../explanation.ts'
import type { DocumentFailure } from './failure.ts'
import { formatPosition } from './node.ts'

/** Explains a {@link DocumentFailure}: editors jump to the position at the start. */
export function explainDocumentFailure(failure: DocumentFailure): Explanation {
  const { at, problem, accepted, fix } = failure
  return {
    message: `${formatPosition(at)}: ${problem}`,
    ...(accepted !== undefined && { accepted }),
    ...(fix !== undefined && { fix }),
  }
}

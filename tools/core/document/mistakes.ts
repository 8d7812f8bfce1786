import type { Failure } from '../failure.ts'
import { ExpectedFailure, together } from '../failure.ts'
import type { DocumentFailure } from './failure.ts'
import type { Position } from './node.ts'

/** What a mistake says besides its problem. */
export interface Advice {
  readonly accepted?: string
  readonly fix?: string
}

/** Collects the mistakes and warnings of documents, so that people see all of them at once. */
export class Mistakes {
  readonly #errors: DocumentFailure[] = []
  readonly #warnings: DocumentFailure[] = []

  /** The errors, by position. */
  get errors(): readonly DocumentFailure[] {
    return this.#errors.toSorted(byPosition)
  }

  /** What is accepted, but may not be meant; by position. */
  get warnings(): readonly DocumentFailure[] {
    return this.#warnings.toSorted(byPosition)
  }

  /** Notes an error. Returns undefined, for readers that have no value then. */
  add(at: Position, problem: string, advice: Advice = {}): undefined {
    note(this.#errors, { topic: 'document', reason: 'mistake', at, problem, ...advice })
  }

  /** Notes what is accepted, but may not be meant. */
  warn(at: Position, problem: string, advice: Advice = {}): undefined {
    note(this.#warnings, { topic: 'document', reason: 'mistake', at, problem, ...advice })
  }

  /**
   * Ends the reading of documents.
   *
   * @param others mistakes that have no position, told after those that have one
   * @throws ExpectedFailure with all mistakes, if there is one
   */
  throwIfAny(others: readonly Failure[] = []): void {
    const [first, ...rest] = [...this.errors, ...others]
    if (first !== undefined) throw new ExpectedFailure(together(first, rest))
  }
}

/** What an alias or a merge repeats is told once: it stands in one place. */
function note(noted: DocumentFailure[], { at, problem, ...rest }: DocumentFailure): void {
  const isKnown = noted.some((each) => each.problem === problem && byPosition({ at }, each) === 0)
  if (!isKnown) noted.push({ at, problem, ...rest })
}

function byPosition(
  { at: one }: Pick<DocumentFailure, 'at'>,
  { at: other }: Pick<DocumentFailure, 'at'>,
): number {
  if (one.file !== other.file) return one.file < other.file ? -1 : 1
  return one.line - other.line || one.column - other.column
}

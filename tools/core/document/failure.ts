import type { Position } from './node.ts'

/** Something in a document that cannot be used: a syntax error, an unknown key, a wrong value. */
export interface DocumentFailure {
  readonly topic: 'document'
  readonly reason: 'mistake'
  readonly at: Position
  /** Sentence or clause, such as `unknown key "porst"`; it is read after the position. */
  readonly problem: string
  readonly accepted?: string
  readonly fix?: string
}

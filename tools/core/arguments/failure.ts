/** A command line that rt cannot act on. */
export type ArgumentFailure =
  | {
      readonly topic: 'argument'
      readonly reason: 'invalid-value'
      readonly option: string
      readonly value: string
      readonly accepted: string
    }
  | {
      readonly topic: 'argument'
      readonly reason: 'malformed-entry'
      readonly line: string
    }
  | {
      readonly topic: 'argument'
      readonly reason: 'command-line'
      /** A clause, such as "unknown option '--tags'". */
      readonly problem: string
      /** What the person may have had in mind, such as "--tag". */
      readonly meant: string | undefined
    }

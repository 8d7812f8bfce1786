/** A command line that rt cannot act on. */
export type ArgumentFailure = InvalidValue | MalformedEntry | UnreadableCommandLine | WrongUsage

/** An option or attribute with a value that it does not take. */
export interface InvalidValue {
  readonly topic: 'argument'
  readonly reason: 'invalid-value'
  readonly option: string
  readonly value: string
  readonly accepted: string
}

/** An entry line of an argument file that has another form. */
export interface MalformedEntry {
  readonly topic: 'argument'
  readonly reason: 'malformed-entry'
  readonly line: string
}

/** Words that are not commands, options or arguments of rt. */
export interface UnreadableCommandLine {
  readonly topic: 'argument'
  readonly reason: 'command-line'
  /** A clause, such as "unknown option '--tags'". */
  readonly problem: string
  /** What the person may have had in mind, such as "--tag". */
  readonly meant: string | undefined
  /** The options that there are, where one is not known. */
  readonly options?: readonly string[]
}

/**
 * A command line that a command cannot act on whose texts and exit code people know from another program: the
 * manager of BentoML's base images.
 */
export interface WrongUsage {
  readonly topic: 'argument'
  readonly reason: 'usage'
  /** A clause, such as "Missing option '--bentoml_version'". */
  readonly problem: string
}

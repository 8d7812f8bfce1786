/** A store of Bentos or models that cannot do as it is asked. */
export type BentoFailure =
  | InvalidTag
  | UnknownItem
  | UnknownName
  | ExistingItem
  | NotAnItem
  | NotAnArchive
  | UnknownFormat
  | NotConfirmed
  | NoBentofile

/** A text that is not a tag. */
export interface InvalidTag {
  readonly topic: 'bento'
  readonly reason: 'invalid-tag'
  readonly text: string
  /** A clause. */
  readonly problem: string
}

/** An item that the store lacks. */
export interface UnknownItem {
  readonly topic: 'bento'
  readonly reason: 'unknown-item'
  readonly title: string
  readonly tag: string
  readonly store: string
}

/** A name of which the store has no version. */
export interface UnknownName {
  readonly topic: 'bento'
  readonly reason: 'unknown-name'
  /** `Bentos` or `Models`. */
  readonly titles: string
  readonly name: string
  readonly store: string
}

/** An item that would replace another. */
export interface ExistingItem {
  readonly topic: 'bento'
  readonly reason: 'existing-item'
  readonly title: string
  readonly tag: string
  readonly store: string
}

/** A directory or an archive that is not what it should be. */
export interface NotAnItem {
  readonly topic: 'bento'
  readonly reason: 'not-an-item'
  readonly title: string
  readonly path: string
  /** A clause. */
  readonly problem: string
}

/** A file of a format that cannot be read. */
export interface NotAnArchive {
  readonly topic: 'bento'
  readonly reason: 'not-an-archive'
  readonly path: string
}

/** A name of an export whose format cannot be written. */
export interface UnknownFormat {
  readonly topic: 'bento'
  readonly reason: 'unwritable-format'
  readonly path: string
}

/** A directory without a document that says how a Bento is made. */
export interface NoBentofile {
  readonly topic: 'bento'
  readonly reason: 'no-bentofile'
  readonly directory: string
}

/** A deletion that nobody has confirmed. */
export interface NotConfirmed {
  readonly topic: 'bento'
  readonly reason: 'not-confirmed'
}

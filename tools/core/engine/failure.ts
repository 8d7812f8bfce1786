/** A container engine that does not do as asked, or a request that no engine can fulfil. */
export type EngineFailure = NameFailure | EngineChoiceFailure | EngineActionFailure

/** Names that engines do not take. */
export type NameFailure = NoNames | InvalidName

/** An image to load that has no name. */
export interface NoNames {
  readonly topic: 'engine'
  readonly reason: 'no-names'
  /** Whether a target of oci_load asks, which has a BUILD file. */
  readonly isTarget: boolean
}

/** A name that engines do not take. */
export interface InvalidName {
  readonly topic: 'engine'
  readonly reason: 'invalid-name'
  readonly name: string
  /** In words, to be read after a colon. */
  readonly problem: string
}

/** No engine does what is wanted. */
export type EngineChoiceFailure = NoEngine | FormatRefused

/** No engine on this machine answers. */
export interface NoEngine {
  readonly topic: 'engine'
  readonly reason: 'no-engine'
  /** What was tried, in order, and why it is not an engine that answers. */
  readonly attempts: readonly EngineAttempt[]
}

/** The engine does not take OCI archives. */
export interface FormatRefused {
  readonly topic: 'engine'
  readonly reason: 'format-refused'
  /** Such as `docker 20.10.24`. */
  readonly engine: string
}

/** One engine that was tried in vain. */
export interface EngineAttempt {
  readonly program: string
  readonly problem: string
}

/** An engine that was found and failed. */
export type EngineActionFailure = EngineRefused | OtherImage | LoadInterrupted

/** The engine did not do as asked. */
export interface EngineRefused {
  readonly topic: 'engine'
  readonly reason: 'refused'
  readonly engine: string
  /** What it was asked to do, such as `load the image`. */
  readonly action: string
  /** The end of what it printed. */
  readonly output: string
}

/** After loading, the name is that of another image. */
export interface OtherImage {
  readonly topic: 'engine'
  readonly reason: 'other-image'
  readonly engine: string
  readonly name: string
  /** The image IDs that the name may have. */
  readonly expected: readonly string[]
  readonly actual: string
}

/** Somebody stopped the command. */
export interface LoadInterrupted {
  readonly topic: 'engine'
  readonly reason: 'interrupted'
}

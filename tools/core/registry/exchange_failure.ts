/** Talking HTTP with a server did not work. Addresses are without their query: it can hold secrets. */
export type ExchangeFailure =
  | Unreachable
  | Untrusted
  | UntrustedOther
  | NoTls
  | GaveUp
  | UnexpectedAnswer
  | BlobTooLarge
  | AnswerTooLarge
  | BadLocation
  | Busy

/** No connection to the registry. */
export interface Unreachable {
  readonly topic: 'registry'
  readonly reason: 'unreachable'
  readonly registry: string
  readonly cause: string
}

/** The certificate of the registry is from no authority that is trusted. */
export interface Untrusted {
  readonly topic: 'registry'
  readonly reason: 'untrusted'
  readonly registry: string
  readonly cause: string
}

/** The same of a host that the registry sends people to. */
export interface UntrustedOther {
  readonly topic: 'registry'
  readonly reason: 'untrusted-other'
  readonly registry: string
  /** Where the registry sends people: a store of blobs, or a token server. */
  readonly host: string
  readonly cause: string
}

/** The registry speaks plain HTTP. */
export interface NoTls {
  readonly topic: 'registry'
  readonly reason: 'no-tls'
  readonly registry: string
  readonly cause: string
}

/** The budget of tries is used up. */
export interface GaveUp {
  readonly topic: 'registry'
  readonly reason: 'gave-up'
  readonly what: string
  readonly attempts: number
  readonly cause: string
}

/** A status that the protocol does not have here. */
export interface UnexpectedAnswer {
  readonly topic: 'registry'
  readonly reason: 'unexpected-answer'
  readonly what: string
  readonly status: number
  readonly detail: string
}

/** The registry takes no blob of this size (413), whole or in chunks. */
export interface BlobTooLarge {
  readonly topic: 'registry'
  readonly reason: 'blob-too-large'
  readonly what: string
  /** Bytes of the blob. */
  readonly size: number
  readonly detail: string
}

/** An answer over the limit for documents of its kind. */
export interface AnswerTooLarge {
  readonly topic: 'registry'
  readonly reason: 'too-large'
  readonly what: string
  readonly limit: number
}

/** `Location` and redirects that rt does not follow. */
export interface BadLocation {
  readonly topic: 'registry'
  readonly reason: 'bad-location'
  readonly what: string
  readonly problem: string
}

/** The server asks to wait for longer than rt does. */
export interface Busy {
  readonly topic: 'registry'
  readonly reason: 'busy'
  readonly what: string
  /** Seconds that the server asks to wait for. */
  readonly seconds: number
}

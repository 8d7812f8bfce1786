/** Talking HTTP with a server did not work. Addresses are without their query: it can hold secrets. */
export type ExchangeFailure =
  | {
      readonly topic: 'registry'
      readonly reason: 'unreachable'
      readonly registry: string
      readonly cause: string
    }
  | {
      readonly topic: 'registry'
      readonly reason: 'untrusted'
      readonly registry: string
      readonly cause: string
    }
  | {
      readonly topic: 'registry'
      readonly reason: 'untrusted-other'
      readonly registry: string
      /** Where the registry sends people: a store of blobs, or a token server. */
      readonly host: string
      readonly cause: string
    }
  | {
      readonly topic: 'registry'
      readonly reason: 'no-tls'
      readonly registry: string
      readonly cause: string
    }
  /** The budget of tries is used up. */
  | {
      readonly topic: 'registry'
      readonly reason: 'gave-up'
      readonly what: string
      readonly attempts: number
      readonly cause: string
    }
  | {
      readonly topic: 'registry'
      readonly reason: 'unexpected-answer'
      readonly what: string
      readonly status: number
      readonly detail: string
    }
  /** The registry takes no blob of this size (413), whole or in chunks. */
  | {
      readonly topic: 'registry'
      readonly reason: 'blob-too-large'
      readonly what: string
      /** Bytes of the blob. */
      readonly size: number
      readonly detail: string
    }
  | {
      readonly topic: 'registry'
      readonly reason: 'too-large'
      readonly what: string
      readonly limit: number
    }
  /** `Location` and redirects that rt does not follow. */
  | {
      readonly topic: 'registry'
      readonly reason: 'bad-location'
      readonly what: string
      readonly problem: string
    }
  | {
      readonly topic: 'registry'
      readonly reason: 'busy'
      readonly what: string
      /** Seconds that the server asks to wait for. */
      readonly seconds: number
    }

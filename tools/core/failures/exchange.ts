import type { Explanation } from '../failure.ts'
import { assertNever } from '../never.ts'

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

/** Explains an {@link ExchangeFailure}. */
export function describeExchangeFailure(failure: ExchangeFailure): Explanation {
  switch (failure.reason) {
    case 'unreachable':
      return {
        message: `Cannot reach the registry "${failure.registry}": ${failure.cause}`,
        fix: 'check the name and the port of the registry, and that it is running; what is read can come from a mirror that RT_REGISTRY_MIRRORS names',
      }
    case 'untrusted':
    case 'untrusted-other':
      return describeTrustFailure(failure)
    case 'no-tls':
      return {
        message: `Cannot talk TLS with the registry "${failure.registry}": ${failure.cause}`,
        fix: `pass --insecure if this registry speaks plain HTTP, or for oci.pull --repo_env=RT_REGISTRY_MIRRORS=${failure.registry}=http://${failure.registry}`,
      }
    case 'gave-up':
      return {
        message: `Cannot ${failure.what}: gave up after ${failure.attempts} tries: ${failure.cause}`,
        fix: 'run the same command again: finished blobs are not sent twice',
      }
    case 'bad-location':
      return {
        message: `Cannot ${failure.what}: ${failure.problem}`,
        fix: 'run the same command again; tell those who run the registry if it stays so',
      }
    case 'busy':
      return {
        message: `Cannot ${failure.what}: the registry asks to wait for ${failure.seconds} seconds`,
        fix: 'run the same command again later: finished blobs are not sent twice',
      }
    default:
      return describeAnswer(failure)
  }
}

type TrustFailure = Extract<ExchangeFailure, { readonly reason: 'untrusted' | 'untrusted-other' }>

function describeTrustFailure(failure: TrustFailure): Explanation {
  const { registry, cause } = failure
  if (failure.reason === 'untrusted-other') {
    return {
      message: `Cannot trust "${failure.host}", to which the registry "${registry}" sends people: ${cause}`,
      fix: 'pass --ca-file CA.pem for a private certificate authority; --insecure is for the registry alone',
    }
  }
  return {
    message: `Cannot trust the registry "${registry}": ${cause}`,
    fix: 'pass --ca-file CA.pem for a private certificate authority (--repo_env=RT_CA_FILE=CA.pem for oci.pull), or --insecure to go without verification',
  }
}

type AnswerFailure = Extract<
  ExchangeFailure,
  { readonly reason: 'unexpected-answer' | 'blob-too-large' | 'too-large' }
>

function describeAnswer(failure: AnswerFailure): Explanation {
  switch (failure.reason) {
    case 'unexpected-answer':
      return {
        message: `Cannot ${failure.what}: the registry answered ${failure.status}${inBrackets(failure.detail)}`,
      }
    case 'blob-too-large':
      return {
        message: `Cannot ${failure.what}: its ${failure.size} bytes are too many for the registry, which answered 413${inBrackets(failure.detail)}`,
        fix: "set max_layer_size to the registry's limit, so that the build makes smaller layers, or raise the limit",
      }
    case 'too-large':
      return {
        message: `Cannot ${failure.what}: the answer is larger than ${failure.limit} bytes`,
        accepted: `at most ${failure.limit} bytes`,
      }
    default:
      return assertNever(failure)
  }
}

function inBrackets(detail: string): string {
  return detail === '' ? '' : ` (${detail})`
}

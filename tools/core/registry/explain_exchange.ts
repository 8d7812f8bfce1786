import type { Explanation } from '../explanation.ts'
import { assertNever } from '../never.ts'
import type { ExchangeFailure, Untrusted, UntrustedOther } from './exchange_failure.ts'

/** Explains an {@link ExchangeFailure}. */
export function explainExchangeFailure(failure: ExchangeFailure): Explanation {
  switch (failure.reason) {
    case 'unreachable':
      return {
        message: `Cannot reach the registry "${failure.registry}": ${failure.cause}`,
        fix: 'check the name and the port of the registry, and that it is running; images can also be read from a mirror in RT_REGISTRY_MIRRORS',
      }
    case 'untrusted':
    case 'untrusted-other':
      return explainTrustFailure(failure)
    case 'no-tls':
      return {
        message: `Cannot establish TLS with the registry "${failure.registry}": ${failure.cause}`,
        fix: `pass --insecure if this registry uses plain HTTP, or for oci.pull --repo_env=RT_REGISTRY_MIRRORS=${failure.registry}=http://${failure.registry}`,
      }
    case 'gave-up':
      return {
        message: `Cannot ${failure.what}: gave up after ${failure.attempts === 1 ? 'one try' : `${failure.attempts} tries`}: ${failure.cause}`,
        fix: 'run the same command again: finished blobs are not sent twice',
      }
    case 'bad-location':
      return {
        message: `Cannot ${failure.what}: ${failure.problem}`,
        fix: 'run the same command again; if it persists, tell the operators of the registry',
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

type TrustFailure = Untrusted | UntrustedOther

function explainTrustFailure(failure: TrustFailure): Explanation {
  const { registry, cause } = failure
  if (failure.reason === 'untrusted-other') {
    return {
      message: `Cannot trust "${failure.host}", to which the registry "${registry}" redirects: ${cause}`,
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

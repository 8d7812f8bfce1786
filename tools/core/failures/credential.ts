import type { Explanation } from '../failure.ts'
import { assertNever } from '../never.ts'

/** Logging in to a registry did not work. No variant holds a secret. */
export type CredentialFailure =
  /** No credential was found, and the registry wants one. */
  | {
      readonly topic: 'registry'
      readonly reason: 'login-required'
      readonly registry: string
      readonly repository: string
      /** Why a helper for all registries gave none. */
      readonly helperProblem?: string
    }
  | {
      readonly topic: 'registry'
      readonly reason: 'credentials-refused'
      readonly registry: string
      readonly repository: string
      /** File or helper that the credential is from. */
      readonly origin: string
      readonly detail: string
    }
  /** The registry knows who asks, and does not let them. */
  | {
      readonly topic: 'registry'
      readonly reason: 'denied'
      readonly registry: string
      readonly repository: string
      readonly action: string
      readonly detail: string
    }
  | {
      readonly topic: 'registry'
      readonly reason: 'helper-failed'
      readonly registry: string
      readonly helper: string
      readonly cause: string
    }
  | {
      readonly topic: 'registry'
      readonly reason: 'malformed-auth-file'
      readonly path: string
      readonly problem: string
    }
  | {
      readonly topic: 'registry'
      readonly reason: 'token-server'
      readonly registry: string
      readonly server: string
      readonly problem: string
    }

/** Explains a {@link CredentialFailure}. */
export function describeCredentialFailure(failure: CredentialFailure): Explanation {
  switch (failure.reason) {
    case 'login-required':
      return {
        message: `Cannot log in to the registry "${failure.registry}" for "${failure.repository}": ${failure.helperProblem ?? 'no credential was found'}`,
        accepted:
          'an entry in $REGISTRY_AUTH_FILE, $DOCKER_CONFIG/config.json, ~/.docker/config.json or containers/auth.json, or a credential helper named there',
        fix: loginCommand(failure.registry),
      }
    case 'credentials-refused':
      return {
        message: `Cannot log in to the registry "${failure.registry}" for "${failure.repository}": it refused the credential from ${failure.origin}${withDetail(failure.detail)}`,
        fix: loginCommand(failure.registry),
      }
    case 'denied':
      return {
        message: `Cannot ${failure.action} "${failure.repository}": the registry denies it${withDetail(failure.detail)}`,
        fix: 'check the name of the repository and the rights of your account',
      }
    case 'helper-failed':
      return {
        message: `Cannot ask the credential helper "docker-credential-${failure.helper}" for "${failure.registry}": ${failure.cause}`,
        fix: `put docker-credential-${failure.helper} on the PATH and make it answer, or take its name out of the auth file and log in again`,
      }
    case 'malformed-auth-file':
      return {
        message: `Cannot read the auth file "${failure.path}": ${failure.problem}`,
        accepted: 'a Docker config.json or a containers auth.json',
      }
    case 'token-server':
      return {
        message: `Cannot get a token for the registry "${failure.registry}" from "${failure.server}": ${failure.problem}`,
      }
    default:
      return assertNever(failure)
  }
}

function loginCommand(registry: string): string {
  return `run: docker login ${registry}   (or podman login ${registry})`
}

function withDetail(detail: string): string {
  return detail === '' ? '' : ` (${detail})`
}

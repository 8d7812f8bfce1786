import type { Explanation } from '../explanation.ts'
import { assertNever } from '../never.ts'
import type { CredentialFailure, UnsupportedScheme } from './credential_failure.ts'

/** Explains a {@link CredentialFailure}. */
export function explainCredentialFailure(failure: CredentialFailure): Explanation {
  switch (failure.reason) {
    case 'login-required':
      return {
        message: `Cannot log in to the registry "${failure.registry}" for "${failure.repository}": ${failure.helperProblem ?? 'no credential was found'}`,
        accepted:
          'an entry in $REGISTRY_AUTH_FILE, $DOCKER_CONFIG/config.json, ~/.docker/config.json or containers/auth.json, or a credential helper named there',
        fix: loginCommand(failure.registry),
      }
    case 'unsupported-scheme':
      return explainScheme(failure)
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
        fix: `put docker-credential-${failure.helper} on the PATH and make sure it works, or remove it from the auth file and log in again`,
      }
    case 'malformed-auth-file':
      return {
        message: `Cannot read the auth file "${failure.path}": ${failure.problem}`,
        accepted:
          'a Docker config.json, a containers auth.json, or ODAHU documents of kind Connection',
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

function explainScheme({ registry, repository, schemes }: UnsupportedScheme): Explanation {
  return {
    message: `Cannot log in to the registry "${registry}" for "${repository}": it asks for ${schemes.map((scheme) => `"${scheme}"`).join(', ')}`,
    accepted: 'a registry that takes "Basic", or "Bearer" with the address of its token server',
    fix: 'use an address of the registry, or a proxy in front of it, that takes a user name and a password or a token',
  }
}

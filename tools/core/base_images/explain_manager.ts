import type { Explanation } from '../explanation.ts'
import { assertNever } from '../never.ts'
import type {
  BuildFailed,
  DescriptionRefused,
  DescriptionTooLong,
  ManagerFailure,
  NoDescriptions,
  NoneMade,
  NoPushTarget,
  OtherVersion,
} from './manager_failure.ts'

/** Explains a {@link ManagerFailure}. */
export function explainManagerFailure(failure: ManagerFailure): Explanation {
  switch (failure.reason) {
    case 'build-failed':
    case 'no-push-target':
    case 'none-made':
    case 'other-version':
      return explainBuild(failure)
    case 'no-login': {
      const [user, password] = failure.variables
      return {
        message: `Cannot log in to the registry "${failure.registry}": ${user} and ${password} are not both set`,
        accepted: `both in the environment or in ${failure.envFile}, or typed at a terminal`,
        fix: `write ${user}=... and ${password}=... to ${failure.envFile}, and keep it out of version control`,
      }
    }
    case 'login-not-asked':
      return {
        message: `Cannot verify the login at the registry "${failure.registry}": it allows anonymous access`,
        fix: 'push without a login',
      }
    case 'unwritable-login':
      return {
        message: `Cannot store the login for "${failure.registry}" with the credential helper "docker-credential-${failure.helper}": ${failure.cause}`,
        fix: `put docker-credential-${failure.helper} on the PATH and make it work, or name another with --helper`,
      }
    default:
      return explainDescription(failure)
  }
}

function explainBuild(failure: BuildFailed | NoPushTarget | NoneMade | OtherVersion): Explanation {
  switch (failure.reason) {
    case 'build-failed':
      return explainBazel(failure)
    case 'no-push-target':
      return {
        message: `Cannot push what "${failure.label}" builds: it is not an oci_push target itself`,
        accepted: 'the label of an oci_push with {tag} in its name, not an alias of it',
      }
    case 'none-made':
      return {
        message: `Cannot build anything: none of the selected images can be built (${failure.count} in all)`,
        fix: 'fix the problems reported above, or select other images: --releases, --python_version, --distros',
      }
    case 'other-version':
      return {
        message: `Cannot build images of BentoML ${failure.wanted}: base_images.matrix makes those of ${failure.made}`,
        fix: `set bentoml_version = "${failure.wanted}" in MODULE.bazel, and run the target :lock beside the manager`,
      }
    default:
      return assertNever(failure)
  }
}

function explainBazel({ code, command }: BuildFailed): Explanation {
  if (code === undefined) {
    return {
      message: `Cannot start "${command}": there is no such program`,
      fix: 'pass --bazel PROGRAM, or set BAZEL',
    }
  }
  return {
    message: `Cannot build the images: "${command}" ended with exit code ${code}`,
    fix: 'fix what Bazel reports above; nothing has been pushed',
  }
}

function explainDescription(
  failure: DescriptionRefused | DescriptionTooLong | NoDescriptions,
): Explanation {
  switch (failure.reason) {
    case 'description-refused':
      return {
        message: `Cannot ${failure.step === 'write' ? 'write the description of' : 'log in for the description of'} "${failure.repository}": the registry answered ${failure.status}`,
        fix: 'check the name of the repository, and that the account may administer it; quay.io needs an API token as the password',
      }
    case 'description-too-long':
      return {
        message: `Cannot use ${failure.path} as a description: it has ${failure.bytes} bytes`,
        accepted: `at most ${failure.limit} bytes`,
        fix: 'generate it for fewer images: --releases, --python_version, --distros',
      }
    case 'no-descriptions':
      return {
        message: `Cannot write a description to "${failure.registry}": rt does not know how`,
        accepted: 'docker.io or quay.io, or another host with --kind dockerhub or --kind quay',
      }
    default:
      return assertNever(failure)
  }
}

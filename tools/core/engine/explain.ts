import type { Explanation } from '../explanation.ts'
import { assertNever } from '../never.ts'
import type {
  EngineActionFailure,
  EngineChoiceFailure,
  EngineFailure,
  NameFailure,
} from './failure.ts'

/** Explains an {@link EngineFailure}. */
export function explainEngineFailure(failure: EngineFailure): Explanation {
  switch (failure.reason) {
    case 'no-names':
    case 'invalid-name':
      return describeName(failure)
    case 'no-engine':
    case 'format-refused':
      return describeChoice(failure)
    case 'refused':
    case 'other-image':
    case 'interrupted':
      return describeAction(failure)
    default:
      return assertNever(failure)
  }
}

function describeName(failure: NameFailure): Explanation {
  switch (failure.reason) {
    case 'no-names':
      return {
        message: 'Cannot load an image without a name',
        accepted: '[HOST[:PORT]/]NAME[:TAG], such as "my/model:latest"',
        fix: `${failure.isTarget ? 'set repo_tags = ["..."] in the BUILD file or ' : ''}pass --tag NAME:TAG`,
      }
    case 'invalid-name':
      return {
        message: `Cannot name an image "${failure.name}": ${failure.problem}`,
        accepted: '[HOST[:PORT]/]NAME[:TAG], such as "my/model:latest"',
      }
    default:
      return assertNever(failure)
  }
}

function describeChoice(failure: EngineChoiceFailure): Explanation {
  switch (failure.reason) {
    case 'no-engine': {
      const tried = failure.attempts.map(({ program, problem }) => `${program} (${problem})`)
      return {
        message: `Cannot find a container engine that answers: tried ${tried.join(', ')}`,
        accepted:
          'docker, podman or nerdctl on PATH, with its daemon running (DOCKER_HOST is respected)',
        fix: 'install or start one, choose one with --engine NAME, or write a file with --output FILE.tar',
      }
    }
    case 'format-refused':
      return {
        message: `Cannot load format "oci" into ${failure.engine}: it takes docker archives only`,
        accepted: 'format "docker", which carries the OCI layout as well',
        fix: 'set format = "docker" in the BUILD file or pass --format docker',
      }
    default:
      return assertNever(failure)
  }
}

function describeAction(failure: EngineActionFailure): Explanation {
  switch (failure.reason) {
    case 'refused':
      return {
        message: `Cannot ${failure.action} with ${failure.engine}: ${failure.output}`,
      }
    case 'other-image':
      return {
        message: `Cannot confirm that ${failure.engine} has the image: "${failure.name}" is ${failure.actual}`,
        accepted: failure.expected.join(' or '),
        fix: 'load again; another program may have given the name to its own image meanwhile',
      }
    case 'interrupted':
      return {
        message: 'Interrupted before the image was loaded',
        fix: 'run the same command again to go on: layers that the engine has are not sent twice',
      }
    default:
      return assertNever(failure)
  }
}

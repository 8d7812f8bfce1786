import type { Digest } from '../core/digest.ts'
import type { Failure } from '../core/failure.ts'
import { together } from '../core/failure.ts'
import type { Repository } from '../core/reference.ts'
import { isTag, parseReference, parseRepository } from '../core/reference.ts'
import type { Result } from '../core/result.ts'
import { err, ok } from '../core/result.ts'
import type { Destination } from './push_images.ts'

/** What people and targets say about where to push. */
export interface DestinationRequest {
  /** `HOST/NAME:TAG`, from the command line by hand. */
  readonly reference: string | undefined
  /** `HOST/NAME`, from the target or the command line. */
  readonly repository: string | undefined
  readonly tags: readonly string[]
  /** Who speaks, such as `oci_push //mnist:push`. */
  readonly context: string
}

/** Puts what they say together; the failure holds all the mistakes in them. */
export function chooseDestination(request: DestinationRequest): Result<Destination, Failure> {
  const badTags = request.tags.filter((tag) => !isTag(tag))
  const failures: Failure[] = badTags.map((tag) => ({
    topic: 'registry',
    reason: 'invalid-tag',
    tag,
  }))
  const address = chooseAddress(request)
  if (!address.ok) return err(together(address.failure, failures))
  const [first, ...rest] = failures
  if (first !== undefined) return err(together(first, rest))
  const { repository, tag, digest } = address.value
  const tags = tag === undefined ? request.tags : [tag, ...request.tags]
  return ok({ repository, tags: [...new Set(tags)], digest })
}

interface Address {
  readonly repository: Repository
  readonly tag: string | undefined
  readonly digest: Digest | undefined
}

function chooseAddress(request: DestinationRequest): Result<Address, Failure> {
  const { reference, repository, context } = request
  if (reference !== undefined) {
    const parsed = parseReference(reference)
    if (!parsed.ok) {
      const problem = parsed.failure
      return err({ topic: 'registry', reason: 'invalid-reference', text: reference, problem })
    }
    const { tag, digest } = parsed.value
    return ok({ repository: parsed.value, tag, digest })
  }
  if (repository === undefined || repository === '') {
    return err({ topic: 'registry', reason: 'no-repository', buildFile: buildFileOf(context) })
  }
  const parsed = parseRepository(repository)
  if (!parsed.ok) {
    const problem = parsed.failure
    return err({ topic: 'registry', reason: 'invalid-repository', text: repository, problem })
  }
  return ok({ repository: parsed.value, tag: undefined, digest: undefined })
}

/** The file where a target is written: `mnist/BUILD.bazel` for `oci_push //mnist:push`. */
function buildFileOf(context: string): string | undefined {
  const label = /\/\/([^:]*):[^:]+$/.exec(context)?.[1]
  if (label === undefined) return undefined
  return label === '' ? 'BUILD.bazel' : `${label}/BUILD.bazel`
}

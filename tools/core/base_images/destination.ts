import type { Repository } from '../reference.ts'
import { describeReferenceProblem, parseRepository } from '../reference.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import type { InvalidDestination } from './failure.ts'

/**
 * The repository of a package: `REGISTRY/ORGANIZATION/PACKAGE`.
 *
 * @param registry `HOST[:PORT]`
 * @param organization may be a path; none where it is empty
 */
export function repositoryOf(
  registry: string,
  organization: string,
  name: string,
): Result<Repository, InvalidDestination> {
  const host = parseRepository(`${registry}/x/y`)
  if (!host.ok || host.value.name !== 'x/y')
    return err(
      invalid(
        'registry',
        registry,
        host.ok ? 'it is no host' : describeReferenceProblem(host.failure),
      ),
    )
  const path = organization === '' ? name : `${organization}/${name}`
  const whole = parseRepository(`${registry}/${path}`)
  if (!whole.ok)
    return err(invalid('organization', organization, describeReferenceProblem(whole.failure)))
  return ok(whole.value)
}

function invalid(
  part: InvalidDestination['part'],
  value: string,
  problem: string,
): InvalidDestination {
  return { topic: 'base-images', reason: 'invalid-destination', part, value, problem }
}

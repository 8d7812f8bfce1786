import type { Failure } from '../failure.ts'
import type { Reference } from '../reference.ts'
import { describeReferenceProblem, parseReference } from '../reference.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import type { Connection } from './connection.ts'

/**
 * Where an image goes: below the connection's `uri`, or to a registry that its own name says.
 *
 * @param name as it was rendered
 */
export function imageDestination(
  name: string,
  connection: Pick<Connection, 'uri'> | undefined,
): Result<{ readonly text: string; readonly reference: Reference }, Failure> {
  const text =
    connection === undefined ? name : `${connection.uri.replace(/^https?:\/\//, '')}/${name}`
  const parsed = parseReference(text)
  const refuse = (problem: string): Result<never, Failure> =>
    err({ topic: 'packager', reason: 'invalid-image-name', name, problem })
  if (name === '') return refuse('it is empty')
  if (!parsed.ok) return refuse(describeReferenceProblem(parsed.failure))
  if (parsed.value.digest !== undefined) return refuse('a name has no digest')
  return ok({ text, reference: parsed.value })
}

/** A name of Amazon's registry: account, region and repository. */
const ECR = /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/

/** What a connection lacks to log in with, or what is wrong with its registry. */
export function connectionFailure(
  { id, type, region, keyId, keySecret, username, password, endpoint }: Connection,
  { registry, name }: Reference,
): Failure | undefined {
  const lacking = (parts: Readonly<Record<string, string | undefined>>): readonly string[] =>
    Object.entries(parts).flatMap(([key, value]) => (value === undefined ? [key] : []))
  const missing =
    type === 'ecr'
      ? lacking({ region, keyID: keyId, keySecret })
      : username === undefined && password === undefined
        ? []
        : lacking({ username, password })
  if (missing.length > 0) return { topic: 'packager', reason: 'incomplete-connection', id, missing }
  if (type !== 'ecr' || endpoint !== undefined || ECR.test(registry)) return undefined
  return { topic: 'packager', reason: 'invalid-ecr-image', name: `${registry}/${name}` }
}

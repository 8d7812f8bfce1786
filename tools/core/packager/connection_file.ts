import { Mistakes } from '../document/mistakes.ts'
import type { Repository } from '../reference.ts'
import { DOCKER_HUB, parseRepository } from '../reference.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import type { Connection } from './connection.ts'
import { readDocuments } from './documents.ts'

/**
 * Reads connections where an auth file of container tools could be as well.
 *
 * @returns undefined where the text is none of ODAHU's; the failure says what is wrong, and never quotes from it
 */
export function parseConnectionFile(
  file: string,
  text: string,
): Result<readonly Connection[], string> | undefined {
  if (!/\bkind["']?\s*:\s*["']?Connection\b/.test(text)) return undefined
  const mistakes = new Mistakes()
  const { connections } = readDocuments([], [{ file, text }], mistakes)
  const [wrong] = mistakes.errors
  if (wrong === undefined) return ok([...(connections?.values() ?? [])])
  const { line, column } = wrong.at
  return err(`its documents of kind Connection have a mistake in line ${line}, column ${column}`)
}

/**
 * The connection for a repository: one below whose `uri` it is, the longest first; otherwise the first one of the
 * same registry, since a base is seldom where images are pushed.
 */
export function findConnection(
  connections: readonly Connection[],
  { registry, name }: Repository,
): Connection | undefined {
  const places = connections
    .filter(({ type }) => type === 'docker' || type === 'ecr')
    .map((connection) => ({ connection, ...placeOf(connection) }))
    .filter((place) => place.registry === registry)
  const above = places.filter(({ path }) => path !== '' && `${name}/`.startsWith(`${path}/`))
  const [longest] = above.toSorted((one, other) => other.path.length - one.path.length)
  return (longest ?? places[0])?.connection
}

/** Registry and path of a connection; either may be all that it has. */
function placeOf({ uri }: Connection): { readonly registry: string; readonly path: string } {
  const bare = uri.replace(/^https?:\/\//i, '')
  const slash = bare.indexOf('/')
  const host = (slash === -1 ? bare : bare.slice(0, slash)).toLowerCase()
  const path = slash === -1 ? '' : bare.slice(slash + 1)
  const parsed = parseRepository(`${host}/image`)
  // A single word is an account of Docker Hub.
  if (!parsed.ok || parsed.value.name !== 'image') return { registry: DOCKER_HUB, path: bare }
  return { registry: parsed.value.registry, path }
}

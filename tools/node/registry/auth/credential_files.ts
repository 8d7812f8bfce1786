import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { ExpectedFailure } from '../../../core/failure.ts'
import type { Repository } from '../../../core/reference.ts'
import type { AuthEntry, AuthFile, AuthSource } from '../../../core/registry/auth_file.ts'
import {
  findAuthSource,
  parseAuthFile,
  splitUserAndPassword,
} from '../../../core/registry/auth_file.ts'
import type { Connection } from '../../../core/packager/connection.ts'
import { findConnection, parseConnectionFile } from '../../../core/packager/connection_file.ts'
import { connectionLogin } from './connection_login.ts'
import type { Credential, CredentialSearch } from './credential.ts'
import { askHelper } from './credential_helper.ts'

/** What the search for credentials needs to know. */
export interface CredentialSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  /** Files to ask before those that the environment names. */
  readonly authFiles?: readonly string[]
  /** How long a helper may take, in milliseconds. */
  readonly helperTimeout?: number
}

/** How long a helper may take, in milliseconds. */
export const HELPER_TIMEOUT = 30_000

/**
 * The auth files, most wanted first: `$REGISTRY_AUTH_FILE`, `$DOCKER_CONFIG/config.json` (or
 * `~/.docker/config.json`), `$XDG_RUNTIME_DIR/containers/auth.json`,
 * `$XDG_CONFIG_HOME/containers/auth.json` (or `~/.config/containers/auth.json`).
 */
export function authFilePaths(
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const home = env['HOME'] ?? homedir()
  const runtime = env['XDG_RUNTIME_DIR']
  return [
    ...(env['REGISTRY_AUTH_FILE'] ? [env['REGISTRY_AUTH_FILE']] : []),
    join(env['DOCKER_CONFIG'] || join(home, '.docker'), 'config.json'),
    ...(runtime ? [join(runtime, 'containers/auth.json')] : []),
    join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'containers/auth.json'),
  ]
}

/**
 * Looks for the credential of a repository in the auth files and the helpers that they name. The first
 * file that knows the repository has the last word.
 *
 * @throws ExpectedFailure for a malformed file, and for a helper that is named for this registry and
 *   cannot be asked
 */
export async function findCredential(
  repository: Repository,
  surroundings: CredentialSurroundings,
): Promise<CredentialSearch> {
  let helperProblem: string | undefined
  const { env, authFiles = [] } = surroundings
  for (const path of [...authFiles, ...authFilePaths(env)]) {
    const file = await readAuthFile(path)
    if (file === undefined) continue
    const search = await searchIn(file, path, repository, surroundings)
    if (search === undefined) continue
    if (search.kind === 'found') return search
    helperProblem ??= search.helperProblem
  }
  return { kind: 'none', helperProblem }
}

/** What a file knows: the connections of ODAHU, or what container tools have written. */
type Known =
  | { readonly kind: 'connections'; readonly connections: readonly Connection[] }
  | { readonly kind: 'auths'; readonly file: AuthFile }

/** Undefined where a file does not know the repository. */
async function searchIn(
  known: Known,
  path: string,
  repository: Repository,
  surroundings: CredentialSurroundings,
): Promise<CredentialSearch | undefined> {
  if (known.kind === 'auths') {
    const source = findAuthSource(known.file, repository.registry, repository.name)
    return source === undefined ? undefined : await ask(source, path, repository, surroundings)
  }
  const connection = findConnection(known.connections, repository)
  return await (connection && connectionLogin(connection, undefined, surroundings.signal)?.())
}

async function readAuthFile(path: string): Promise<Known | undefined> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    const problem = error instanceof Error ? error.message : String(error)
    throw malformed(path, problem)
  }
  if (text.trim() === '') return undefined
  const connections = parseConnectionFile(path, text)
  if (connections?.ok === true) return { kind: 'connections', connections: connections.value }
  if (connections !== undefined) throw malformed(path, connections.failure)
  const file = parseAuthFile(text)
  if (!file.ok) throw malformed(path, file.failure)
  return { kind: 'auths', file: file.value }
}

async function ask(
  source: AuthSource,
  path: string,
  repository: Repository,
  { env, signal, helperTimeout = HELPER_TIMEOUT }: CredentialSurroundings,
): Promise<CredentialSearch> {
  if (source.kind === 'entry') {
    const credential = readEntry(source.entry, path)
    if (credential !== undefined) return { kind: 'found', credential }
    throw malformed(path, `the entry of "${source.key}" has no user name and password`)
  }
  const { helper, server } = source
  const answer = await askHelper({ helper, server, env, timeout: helperTimeout, signal })
  signal.throwIfAborted()
  if (answer.kind === 'found') return answer
  if (answer.kind === 'none') return { kind: 'none', helperProblem: undefined }
  if (!source.named) {
    const problem = `the credential helper docker-credential-${helper} failed: ${answer.cause}`
    return { kind: 'none', helperProblem: problem }
  }
  const { registry } = repository
  const { cause } = answer
  throw new ExpectedFailure({ topic: 'registry', reason: 'helper-failed', registry, helper, cause })
}

function readEntry(entry: AuthEntry, origin: string): Credential | undefined {
  const { identityToken, registryToken, auth, username, password } = entry
  if (registryToken !== undefined) return { kind: 'registry-token', token: registryToken, origin }
  if (identityToken !== undefined) return { kind: 'identity-token', token: identityToken, origin }
  if (username !== undefined && password !== undefined) {
    return { kind: 'basic', username, password, origin }
  }
  const pair = splitUserAndPassword(Buffer.from(auth ?? '', 'base64').toString('utf8'))
  return pair === undefined ? undefined : { kind: 'basic', ...pair, origin }
}

function malformed(path: string, problem: string): ExpectedFailure {
  return new ExpectedFailure({ topic: 'registry', reason: 'malformed-auth-file', path, problem })
}

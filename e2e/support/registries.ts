import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findCrane, startCraneRegistry } from '../../tools/testing/crane_registry.ts'
import type { UserAndPassword } from '../../tools/testing/docker_registry.ts'
import { startDockerRegistry } from '../../tools/testing/docker_registry.ts'
import type { FaultPlan, SeenRequest } from '../../tools/testing/fault_proxy.ts'
import { startFaultProxy } from '../../tools/testing/fault_proxy.ts'
import { tempDir } from '../../tools/testing/temp_dir.ts'

/** The registries that the tests push to: they differ wherever clients go wrong. */
export const REGISTRIES = ['docker-registry', 'crane registry serve'] as const

/** A registry behind a proxy that remembers requests, and what a client needs to be let in. */
export interface ObservedRegistry extends AsyncDisposable {
  /** Such as `127.0.0.1:36445`. */
  readonly host: string
  /** The requests of a piece of work that asked for more than to read. */
  writesDuring<T>(work: () => Promise<T>): Promise<{ result: T; writes: readonly SeenRequest[] }>
  /** Docker's config.json with the login, as most clients take it; undefined where all are let in. */
  readonly authFile: string | undefined
  /** The environment of this process, with a Docker configuration of its own. */
  readonly env: NodeJS.ProcessEnv
}

/**
 * Starts a registry.
 *
 * @param login who is let in, by HTTP basic authentication; everybody when undefined
 */
export async function startRegistry(
  name: (typeof REGISTRIES)[number],
  login: UserAndPassword | undefined,
): Promise<ObservedRegistry> {
  await using starting = new AsyncDisposableStack()
  const bare = name === 'docker-registry'
  const server = starting.use(
    bare ? await startDockerRegistry(login ? { user: login } : {}) : await startCrane(),
  )
  const plan = bare || login === undefined ? undefined : demandLogin(login)
  const proxy = starting.use(await startFaultProxy(server.host, plan))
  const directory = starting.use(await tempDir())
  const authFile = join(directory.path, 'config.json')
  if (login) writeAuthFile(authFile, proxy.host, login)
  const resources = starting.move()
  return {
    host: proxy.host,
    authFile: login && authFile,
    env: { ...process.env, DOCKER_CONFIG: directory.path },
    async writesDuring(work) {
      const before = proxy.seen.length
      const result = await work()
      const writes = proxy.seen.slice(before).filter(({ method }) => !READING.includes(method))
      return { result, writes }
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

const READING = ['GET', 'HEAD']

/** Writes Docker's config.json with a login for one registry. */
export function writeAuthFile(path: string, host: string, login: UserAndPassword): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, JSON.stringify({ auths: { [host]: { auth: encodeLogin(login) } } }))
}

/** User and password as RFC 7617 sends them. */
export function encodeLogin({ username, password }: UserAndPassword): string {
  return Buffer.from(`${username}:${password}`).toString('base64')
}

function startCrane(): ReturnType<typeof startCraneRegistry> {
  const crane = findCrane(process.env)
  if (crane === undefined) throw new Error('crane is not here: npm run setup')
  return startCraneRegistry(crane)
}

/** crane's registry knows no logins: the proxy in front of it does. */
function demandLogin(login: UserAndPassword): FaultPlan {
  const headers = { 'www-authenticate': 'Basic realm="e2e"' }
  return ({ authorization }) =>
    authorization === `Basic ${encodeLogin(login)}`
      ? undefined
      : { kind: 'answer', status: 401, headers }
}

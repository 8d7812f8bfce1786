import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeCertificate } from '../../tools/testing/certificate.ts'
import { startDockerRegistry } from '../../tools/testing/docker_registry.ts'
import type { RunningRegistry } from '../../tools/testing/registry_server.ts'
import { tempDir } from '../../tools/testing/temp_dir.ts'
import { startTokenServer } from '../../tools/testing/token_server.ts'
import { expiringTokens, FAULT_KINDS } from './fault_kinds.ts'
import { pullScenario } from './pull_scenario.ts'
import type { PushTarget } from './push_scenario.ts'
import { pushScenario } from './push_scenario.ts'
import { startCrane } from './registries.ts'
import { RepositoryState } from './registry_state.ts'
import type { Scenario } from './scenario.ts'

const REPOSITORY = 'test/image'

/** Starts pushes and pulls, each with a registry of its own. */
export async function startTransfers(): Promise<readonly Scenario[]> {
  return [
    await pushScenario(openTarget('docker-registry', await startDockerRegistry())),
    await pushScenario({
      ...openTarget('docker-registry, in chunks', await startDockerRegistry()),
      chunkSize: 20_000,
    }),
    await pushScenario(await tokenTarget()),
    await pushScenario(openTarget('crane registry serve', await startCrane())),
    await pullScenario(openTarget('docker-registry', await startDockerRegistry())),
    await pullScenario(await tokenTarget()),
    await pullScenario(openTarget('crane registry serve', await startCrane())),
  ]
}

function openTarget(name: string, registry: RunningRegistry): PushTarget {
  const state = new RepositoryState(registry.host, REPOSITORY)
  return { name, registry, kinds: FAULT_KINDS, state: () => Promise.resolve(state) }
}

const USER = { username: 'ci', password: 'correct-horse' }

/** A registry that sends people to a token server, where everybody may pull and one user may push. */
async function tokenTarget(): Promise<PushTarget> {
  await using stack = new AsyncDisposableStack()
  const directory = stack.use(await tempDir())
  const certificate = await makeCertificate(directory.path)
  const tokens = stack.use(
    await startTokenServer({ certificate, ...USER, refreshToken: 'battery-staple' }),
  )
  const registry = stack.use(await startDockerRegistry({ tokens }))
  const all = stack.move()
  const logins = new Map<string, ReturnType<typeof writeLogin>>()
  const service = `service=${tokens.service}`
  const forReaders = `${tokens.realm}?${service}&scope=repository:${REPOSITORY}:pull`
  return {
    name: 'docker-registry with tokens',
    registry: { host: registry.host, [Symbol.asyncDispose]: () => all.disposeAsync() },
    kinds: [expiringTokens(`Bearer realm="${tokens.realm}",${service}`)],
    async state() {
      const { token } = (await (await fetch(forReaders)).json()) as { readonly token: string }
      return new RepositoryState(registry.host, REPOSITORY, { authorization: `Bearer ${token}` })
    },
    login(host) {
      const login = logins.get(host) ?? writeLogin(directory.path, host)
      logins.set(host, login)
      return login
    },
  }
}

async function writeLogin(
  directory: string,
  host: string,
): Promise<Readonly<Record<string, string>>> {
  const auth = Buffer.from(`${USER.username}:${USER.password}`).toString('base64')
  const path = join(directory, `${host.replace(':', '-')}.json`)
  await writeFile(path, JSON.stringify({ auths: { [host]: { auth } } }))
  return { HOME: '/nonexistent', REGISTRY_AUTH_FILE: path }
}

import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunningRegistry } from '../../tools/testing/registry_server.ts'
import { startDockerRegistry } from '../../tools/testing/docker_registry.ts'
import { pushTo } from '../../tools/testing/registry_client.ts'
import { tempDir } from '../../tools/testing/temp_dir.ts'
import type { KillableRun, KillScenario, Surroundings } from './kill_scenario.ts'
import { LARGE_IMAGE } from './large_image.ts'
import { layoutImages } from './layout_state.ts'
import { RepositoryState } from './registry_state.ts'
import { startCrane } from './registries.ts'

const RUNS = { times: 100, atOnce: 2 }

/** What `rt push --json` and `rt pull --json` print, as far as it is looked at. */
interface Printed {
  readonly layers: readonly { readonly digest: string; readonly bytes: number }[]
  readonly configs: Printed['layers']
}

/** Pushes to new repositories of one docker-registry. */
export async function pushesToDockerRegistry(surroundings: Surroundings): Promise<KillScenario> {
  await using stack = new AsyncDisposableStack()
  const directory = stack.use(await tempDir())
  const { host } = stack.use(await startDockerRegistry({ directory: directory.path }))
  const all = stack.move()
  return {
    work: 'push to docker-registry',
    ...RUNS,
    prepare: (number) =>
      Promise.resolve({
        ...killablePush(surroundings, host, `killed/push${number}`),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      }),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

/** Each push has a registry of its own: crane's has its blobs in all repositories, and in memory. */
export function pushesToCrane(surroundings: Surroundings): Promise<KillScenario> {
  return Promise.resolve({
    work: 'push to crane registry serve',
    ...RUNS,
    async prepare() {
      const { host, [Symbol.asyncDispose]: dispose } = await startCrane()
      return { ...killablePush(surroundings, host, 'killed/push'), [Symbol.asyncDispose]: dispose }
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  })
}

function killablePush(
  { rt, layout, env }: Surroundings,
  host: string,
  name: string,
): Omit<KillableRun, typeof Symbol.asyncDispose> {
  const { argv } = rt.command(['push', layout, `${host}/${name}:latest`, '--json'])
  const { digest } = LARGE_IMAGE.root
  const state = (): RepositoryState => new RepositoryState(host, name)
  let held: ReadonlySet<string> = new Set()
  return {
    ...{ argv, env },
    async checkAfterKill() {
      assert([undefined, digest as string].includes(await state().closureOf('latest')))
      held = await state().held([...LARGE_IMAGE.blobs.keys()])
    },
    async checkAfterRerun(printed) {
      assert.equal(await state().closureOf('latest'), digest)
      noneAgain(printed, held)
    },
  }
}

/** Nothing is moved that was there before. */
function noneAgain(printed: string, held: ReadonlySet<string>): void {
  const { layers, configs } = JSON.parse(printed) as Printed
  const moved = [...layers, ...configs].filter(({ bytes }) => bytes > 0)
  assert(moved.length <= LARGE_IMAGE.blobs.size)
  assert.deepEqual(
    moved.filter(({ digest }) => held.has(digest)),
    [],
  )
}

/** Pulls into new directories from a docker-registry. */
export async function pullsFromDockerRegistry(surroundings: Surroundings): Promise<KillScenario> {
  return pulls(surroundings, 'docker-registry', await startDockerRegistry())
}

/** Pulls into new directories from crane's registry. */
export async function pullsFromCrane(surroundings: Surroundings): Promise<KillScenario> {
  return pulls(surroundings, 'crane registry serve', await startCrane())
}

async function pulls(
  surroundings: Surroundings,
  name: string,
  registry: RunningRegistry,
): Promise<KillScenario> {
  await pushTo(registry.host, LARGE_IMAGE)
  return {
    work: `pull from ${name}`,
    ...RUNS,
    prepare: () => preparePull(surroundings, registry.host),
    [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose](),
  }
}

async function preparePull({ rt, env }: Surroundings, host: string): Promise<KillableRun> {
  const directory = await tempDir()
  const path = join(directory.path, 'layout')
  const blobs = join(path, 'blobs/sha256')
  const { argv } = rt.command(['pull', `${host}/test/image:latest`, path, '--json'])
  let held: ReadonlySet<string> = new Set()
  return {
    ...{ argv, env },
    async checkAfterKill() {
      await layoutImages(path)
      const names = await readdir(blobs).catch(() => [])
      held = new Set(names.map((name) => `sha256:${name}`))
    },
    async checkAfterRerun(printed) {
      assert.equal((await layoutImages(path))?.get('latest'), LARGE_IMAGE.root.digest)
      const parts = (await readdir(blobs)).filter((name) => name.endsWith('.part'))
      assert.deepEqual(parts, [])
      noneAgain(printed, held)
    },
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  }
}

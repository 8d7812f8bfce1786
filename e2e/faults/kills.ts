import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Random } from '../../bench/data/random.ts'
import type { RtProgram } from '../../bench/program/rt.ts'
import { bundleRt } from '../../bench/program/rt.ts'
import { partsOf } from '../../tools/node/image/contents.ts'
import { mapInParallel } from '../../tools/node/parallel.ts'
import { startDockerRegistry } from '../../tools/node/testing/docker_registry.ts'
import type { TestEngine } from '../../tools/node/testing/engines.ts'
import { startDocker, startPodman } from '../../tools/node/testing/engines.ts'
import type { MemoryImage } from '../../tools/node/testing/memory_image.ts'
import { memoryImage } from '../../tools/node/testing/memory_image.ts'
import { pushTo } from '../../tools/node/testing/registry_client.ts'
import { tempDir } from '../../tools/node/testing/temp_dir.ts'
import { LayoutStore } from '../../tools/node/registry/layout_store.ts'
import { pull } from '../../tools/node/registry/pull.ts'
import { imageInEngine } from './engine_state.ts'
import type { KillableRun, KillScenario } from './kill_scenario.ts'
import { killOnce, measureRun } from './kill_scenario.ts'
import { layoutImages } from './layout_state.ts'
import type { Outcome } from './outcome.ts'
import { RepositoryState } from './registry_state.ts'

const MIB = 1024 ** 2

const WEIGHTS = randomBytes(12 * MIB)
const MORE = randomBytes(4 * MIB)
const IMAGE = imageOf('image')

/** Large enough that most of a run is a transfer. */
function imageOf(name: string): MemoryImage {
  return memoryImage({
    layers: [
      { files: { name, weights: WEIGHTS }, compression: 'none' },
      { files: { name, more: MORE }, compression: 'none' },
      { files: { name }, compression: 'gzip' },
    ],
  })
}

/** What the commands that are killed have in common. */
interface Surroundings {
  readonly rt: RtProgram
  /** A layout directory with the image. */
  readonly layout: string
  readonly env: NodeJS.ProcessEnv
}

/** How a work that is to be killed is started. */
export type StartKillable = (surroundings: Surroundings) => Promise<KillScenario>

/** The commands that are killed. */
export const KILLABLE: readonly StartKillable[] = [
  pushes,
  pulls,
  (surroundings) => loads(surroundings, startPodman),
  dockerLoads,
]

/**
 * Kills each command of rt at random moments.
 *
 * @param share of the times that each command is to be killed; at most 1
 */
export async function runKills(
  killable: readonly StartKillable[],
  { share, seed }: { readonly share: number; readonly seed: number },
  onOutcome: (outcome: Outcome) => void = () => undefined,
): Promise<readonly Outcome[]> {
  await using directory = await tempDir()
  const layout = join(directory.path, 'layout')
  await storeImage(IMAGE, layout)
  const rt = await bundleRt(directory.path)
  const env = { ...process.env, HOME: directory.path }
  const outcomes: Outcome[] = []
  for (const start of killable) {
    await using scenario = await start({ rt, layout, env })
    outcomes.push(...(await killMany(scenario, share, new Random(seed), onOutcome)))
  }
  return outcomes
}

async function killMany(
  scenario: KillScenario,
  share: number,
  random: Random,
  onOutcome: (outcome: Outcome) => void,
): Promise<readonly Outcome[]> {
  const duration = await measureRun(scenario)
  const length = Math.ceil(scenario.times * share)
  const moments = Array.from({ length }, () => random.fraction() * duration)
  return mapInParallel(moments, scenario.atOnce, async (after, number) => {
    const verdict = await killOnce(scenario, number, after)
    const where = `after ${after.toFixed(0)} ms`
    const outcome = { work: scenario.work, fault: 'kill -9', where, verdict }
    onOutcome(outcome)
    return outcome
  })
}

async function pushes({ rt, layout, env }: Surroundings): Promise<KillScenario> {
  await using stack = new AsyncDisposableStack()
  const directory = stack.use(await tempDir())
  const { host } = stack.use(await startDockerRegistry({ directory: directory.path }))
  const all = stack.move()
  return {
    work: 'push to docker-registry',
    ...{ times: 100, atOnce: 2 },
    prepare(number) {
      const name = `killed/push${number}`
      const argv = rt.command(['push', layout, `${host}/${name}:latest`]).argv
      const tag = (): Promise<string | undefined> =>
        new RepositoryState(host, name).closureOf('latest')
      return Promise.resolve({
        ...{ argv, env },
        async checkAfterKill() {
          assert([undefined, IMAGE.root.digest as string].includes(await tag()))
        },
        async checkAfterRerun() {
          assert.equal(await tag(), IMAGE.root.digest)
        },
        [Symbol.asyncDispose]: () => Promise.resolve(),
      })
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

async function pulls({ rt, env }: Surroundings): Promise<KillScenario> {
  const registry = await startDockerRegistry()
  await pushTo(registry.host, IMAGE)
  return {
    work: 'pull from docker-registry',
    ...{ times: 100, atOnce: 2 },
    prepare: () => preparePull(rt, env, registry.host),
    [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose](),
  }
}

async function preparePull(
  rt: RtProgram,
  env: NodeJS.ProcessEnv,
  host: string,
): Promise<KillableRun> {
  const directory = await tempDir()
  const path = join(directory.path, 'layout')
  const { argv } = rt.command(['pull', `${host}/test/image:latest`, path])
  return {
    ...{ argv, env },
    async checkAfterKill() {
      await layoutImages(path)
    },
    async checkAfterRerun() {
      assert.equal((await layoutImages(path))?.get('latest'), IMAGE.root.digest)
      const parts = (await readdir(join(path, 'blobs/sha256'))).filter((name) =>
        name.endsWith('.part'),
      )
      assert.deepEqual(parts, [])
    },
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  }
}

async function loads({ rt }: Surroundings, startEngine: typeof startDocker): Promise<KillScenario> {
  const engine = await engineOf(startEngine)
  return {
    work: `load into ${engine.kind}`,
    ...{ times: 100, atOnce: 2 },
    prepare: (number) => prepareLoad(rt, engine, number),
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  }
}

/**
 * A daemon for each run: where rt is killed in the middle of a pull, Docker goes on asking the registry that
 * is gone for more than a minute, and all who want the same layer wait with it.
 */
function dockerLoads({ rt }: Surroundings): Promise<KillScenario> {
  return Promise.resolve({
    work: 'load into docker',
    ...{ times: 20, atOnce: 10 },
    async prepare(number) {
      await using stack = new AsyncDisposableStack()
      const engine = stack.use(await engineOf(startDocker))
      const run = stack.use(await prepareLoad(rt, engine, number))
      const all = stack.move()
      return { ...run, [Symbol.asyncDispose]: () => all.disposeAsync() }
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  })
}

async function engineOf(startEngine: typeof startDocker): Promise<TestEngine> {
  const { engine, missing } = await startEngine(process.env)
  if (engine === undefined) throw new Error(missing)
  return engine
}

/** An image of its own, so that no run finds layers of another one. */
async function prepareLoad(
  rt: RtProgram,
  engine: TestEngine,
  number: number,
): Promise<KillableRun> {
  const directory = await tempDir()
  const image = imageOf(String(number))
  await storeImage(image, directory.path)
  const config = (await partsOf(image)).config.digest
  const name = `killed/load${number}:latest`
  const args = ['load', directory.path, '--engine', engine.kind, '--tag', name]
  return {
    argv: rt.command(args).argv,
    env: engine.env,
    async checkAfterKill() {
      const found = await imageInEngine(engine, name)
      if (found !== undefined) assert.equal(found, config)
    },
    async checkAfterRerun() {
      assert.equal(await imageInEngine(engine, name), config)
    },
    async [Symbol.asyncDispose]() {
      await engine.run('rmi', '--force', name).catch(() => '')
      await directory[Symbol.asyncDispose]()
    },
  }
}

async function storeImage(source: MemoryImage, path: string): Promise<void> {
  await pull({
    source,
    store: await LayoutStore.open(path),
    ...{ name: 'latest', jobs: 2, observe: () => undefined, abort: () => undefined },
  })
}

function randomBytes(length: number): Uint8Array {
  const random = new Random(length)
  return Uint8Array.from({ length }, () => random.bits())
}

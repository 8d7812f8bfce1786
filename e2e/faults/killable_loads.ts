import assert from 'node:assert/strict'
import { partsOf } from '../../tools/node/blob/contents.ts'
import type { TestEngine } from '../../tools/testing/engines.ts'
import { startDocker, startPodman } from '../../tools/testing/engines.ts'
import { tempDir } from '../../tools/testing/temp_dir.ts'
import { imageInEngine } from './engine_state.ts'
import type { KillableRun, KillScenario, Surroundings } from './kill_scenario.ts'
import { largeImage, storeImage } from './large_image.ts'

/** Loads into one podman. */
export async function loadsIntoPodman(surroundings: Surroundings): Promise<KillScenario> {
  const engine = await engineOf(startPodman)
  return {
    work: 'load into podman',
    ...{ times: 100, atOnce: 2 },
    prepare: (number) => prepareLoad(surroundings, engine, number),
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  }
}

/**
 * A daemon for each run: where rt is killed in the middle of a pull, Docker goes on asking the registry that
 * is gone for more than a minute, and all who want the same layer wait with it.
 */
export function loadsIntoDocker(surroundings: Surroundings): Promise<KillScenario> {
  return Promise.resolve({
    work: 'load into docker',
    ...{ times: 100, atOnce: 20 },
    async prepare(number) {
      await using stack = new AsyncDisposableStack()
      const engine = stack.use(await engineOf(startDocker))
      const run = stack.use(await prepareLoad(surroundings, engine, number))
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
  { rt }: Surroundings,
  engine: TestEngine,
  number: number,
): Promise<KillableRun> {
  const directory = await tempDir()
  const image = largeImage(String(number))
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

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { must } from '../../../tools/dev/command.ts'
import type { TestEngine } from '../../../tools/testing/engines.ts'
import { startPodman } from '../../../tools/testing/engines.ts'
import { bazel, build, executable, outputs } from '../../support/bazel.ts'
import type { StoredDescriptor } from '../../support/image_files.ts'
import { readLayout } from '../../support/image_files.ts'
import type { OneLayer } from './one_layer.ts'
import { oneLayer } from './one_layer.ts'
import type { LargeSet } from './sets.ts'
import { setWorkspace } from './workspace.ts'

/** A layer of the image and what made it. */
export interface ListedLayer extends StoredDescriptor {
  readonly content: string
}

type Step = 'lock' | 'fetch' | 'build' | 'second' | 'load' | 'start' | 'startAgain'

/** What became of a set. */
export interface Trial {
  readonly layers: readonly ListedLayer[]
  /** Layers that the second application does not share with the first. */
  readonly ownLayers: readonly ListedLayer[]
  readonly seconds: Readonly<Record<Step, number>>
  /** What the program printed, or what went wrong. */
  readonly printed: string
  readonly pip: OneLayer
}

/** Locks, fetches, builds, loads and starts a set, then installs the same wheels by pip. */
export async function trySet(set: LargeSet): Promise<Trial> {
  await using workspace = setWorkspace(set)
  const { path } = workspace
  const lock = await timed(() => succeed(path, ['run', ...FRESH, '@deps//:lock']))
  const fetch = await timed(() => succeed(path, ['build', ...FRESH, '--nobuild', '//:program']))
  const built = await timed(() => build(path, ...FRESH, '//:program', '//:load_program'))
  const second = await timed(() => build(path, ...FRESH, '//:second'))
  const layers = await listLayers(path, '//:program')
  const shared = new Set(layers.map(({ digest }) => digest))
  const ownLayers = (await listLayers(path, '//:second')).filter(
    ({ digest }) => !shared.has(digest),
  )
  const started = await startProgram(path)
  const pip = await oneLayer(join(path, 'wheels.lock.json'))
  const seconds = {
    ...{ lock: lock.seconds, fetch: fetch.seconds, build: built.seconds, second: second.seconds },
    ...started.seconds,
  }
  return { layers, ownLayers, seconds, printed: started.printed, pip }
}

/** Nothing of an earlier run, and nothing for a later one: these are gigabytes. */
const FRESH = ['--repository_cache=', '--disk_cache=']

async function succeed(workspace: string, args: readonly string[]): Promise<void> {
  const finished = await bazel(workspace, args)
  assert.equal(finished.status, 0, finished.stderr)
}

interface Started {
  readonly printed: string
  readonly seconds: Readonly<Record<'load' | 'start' | 'startAgain', number>>
}

async function startProgram(workspace: string): Promise<Started> {
  const { engine, missing } = await startPodman(process.env)
  if (engine === undefined) throw new Error(missing)
  await using podman = engine
  const load = executable(workspace, '//:load_program')
  const loaded = await timed(() => must(load, ['--engine=podman'], { env: podman.env }))
  const first = await timed(() => runProgram(podman))
  const again = await timed(() => runProgram(podman))
  const seconds = { load: loaded.seconds, start: first.seconds, startAgain: again.seconds }
  return { printed: first.value, seconds }
}

function runProgram(podman: TestEngine): Promise<string> {
  const image = 'rt/large-python-program:latest'
  return podman.runContainer(image).catch((error: unknown) => String(error))
}

async function timed<T>(
  step: () => Promise<T>,
): Promise<{ readonly value: T; readonly seconds: number }> {
  const began = performance.now()
  const value = await step()
  return { value, seconds: (performance.now() - began) / 1000 }
}

async function listLayers(workspace: string, target: string): Promise<readonly ListedLayer[]> {
  const [layout = ''] = await outputs(workspace, target, ...FRESH)
  const { manifest, config } = readLayout(layout)
  const history = config.history as readonly { readonly created_by?: string }[]
  assert.equal(history.length, manifest.layers.length)
  return manifest.layers.map((layer, index) => {
    return { ...layer, content: history[index]?.created_by ?? '' }
  })
}

import assert from 'node:assert/strict'
import { must } from '../../tools/dev/command.ts'
import { startPodman } from '../../tools/testing/engines.ts'
import { bazel, build, executable, outputs } from '../support/bazel.ts'
import { readLayout } from '../support/image_files.ts'
import { readLibraries } from './libraries.ts'
import type { OpenedLibraries } from './libraries.ts'
import type { LargeSet } from './sets.ts'
import { setWorkspace } from './workspace.ts'

/** One layer of a runtime. */
export interface RuntimeLayer {
  readonly digest: string
  /** Bytes as stored. */
  readonly size: number
  /** What is in it. */
  readonly content: string
}

/** What became of a set. */
export interface Trial extends OpenedLibraries {
  readonly layers: readonly RuntimeLayer[]
  /** How long each step took. */
  readonly seconds: Readonly<Record<'build' | 'load' | 'run', number>>
}

/** Fetches and builds a set, loads the image into podman, and opens every library there, without a network. */
export async function trySet(set: LargeSet): Promise<Trial> {
  await using workspace = setWorkspace(set)
  const locked = await bazel(workspace.path, ['run', '@debian//:lock'])
  assert.equal(locked.status, 0, locked.stderr)
  // Nothing of an earlier run, and nothing for a later one: these are gigabytes.
  const options = [`--@rt//runtimes:${set.runtime}=true`, '--repository_cache=']
  const built = await timed(() => build(workspace.path, ...options, '//:image', '//:load'))
  const [layout = ''] = await outputs(workspace.path, '//:image', ...options)
  const { engine, missing } = await startPodman(process.env)
  if (engine === undefined) throw new Error(missing)
  await using podman = engine
  const load = executable(workspace.path, '//:load')
  const loaded = await timed(() => must(load, ['--engine=podman'], { env: podman.env }))
  const ran = await timed(() => podman.runContainer('rt/large-runtimes:latest'))
  return {
    ...readLibraries(ran.value),
    layers: runtimeLayers(layout),
    seconds: { build: built.seconds, load: loaded.seconds, run: ran.seconds },
  }
}

async function timed<T>(
  step: () => Promise<T>,
): Promise<{ readonly value: T; readonly seconds: number }> {
  const began = performance.now()
  const value = await step()
  return { value, seconds: (performance.now() - began) / 1000 }
}

function runtimeLayers(layout: string): readonly RuntimeLayer[] {
  const { manifest, config } = readLayout(layout)
  const history = config.history as readonly { readonly created_by?: string }[]
  assert.equal(history.length, manifest.layers.length)
  return manifest.layers.flatMap(({ digest, size }, index) => {
    const content = history[index]?.created_by ?? ''
    return content.includes('opt/rt/') ? [{ digest, size, content }] : []
  })
}

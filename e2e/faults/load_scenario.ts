import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseImageName } from '../../tools/core/tarball/image_name.ts'
import { findEngine } from '../../tools/node/engine/detect.ts'
import type { Engine } from '../../tools/node/engine/engine.ts'
import type { LoadOutcome } from '../../tools/node/engine/load.ts'
import { loadImage } from '../../tools/node/engine/load.ts'
import { partsOf } from '../../tools/node/blob/contents.ts'
import type { TestEngine } from '../../tools/testing/engines.ts'
import { startDocker, startPodman } from '../../tools/testing/engines.ts'
import { startFaultProxy } from '../../tools/testing/fault_proxy.ts'
import type { FaultProxy } from '../../tools/testing/fault_proxy.ts'
import { memoryImage } from '../../tools/testing/memory_image.ts'
import { tempDir } from '../../tools/testing/temp_dir.ts'
import { imageInEngine } from './engine_state.ts'
import type { FaultKind } from './fault_kinds.ts'
import { FAULT_KINDS } from './fault_kinds.ts'
import type { Verdict } from './outcome.ts'
import { RECOVERED, REFUSED, judge, refusalOf, wrong } from './outcome.ts'
import type { Scenario } from './scenario.ts'
import { timed } from './scenario.ts'

/** Docker asks again for a layer after 5 seconds: a single fault is to be handled by the engine itself. */
const PATIENCE = 7000

/** An engine whose requests to rt's loopback registry go through a proxy. */
interface Detour extends AsyncDisposable {
  readonly test: TestEngine
  readonly engine: Engine
}

/** Starts loads, each with an engine of its own. */
export async function startLoads(): Promise<readonly Scenario[]> {
  return [await loadScenario('podman'), await loadScenario('docker')]
}

/** Loads images into an engine that pulls them from rt's loopback registry. */
export async function loadScenario(kind: TestEngine['kind']): Promise<Scenario> {
  await using stack = new AsyncDisposableStack()
  const detour = stack.use(await startDetour(kind))
  let tries = 0
  const requests = await countRequests(detour)
  const all = stack.move()
  return {
    work: `load into ${kind}`,
    ...{ kinds: FAULT_KINDS, requests },
    disturb: (fault, k, random) => disturb(detour, fault, k, random, `image${(tries += 1)}`),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

async function startDetour(kind: TestEngine['kind']): Promise<Detour> {
  await using stack = new AsyncDisposableStack()
  const { engine: test, missing } = await (kind === 'docker' ? startDocker : startPodman)(
    process.env,
  )
  if (test === undefined) throw new Error(missing)
  stack.use(test)
  const directory = stack.use(await tempDir())
  const program = join(directory.path, kind)
  const script = join(import.meta.dirname, 'detour.ts')
  await writeFile(program, `#!/bin/sh\nexec '${process.execPath}' '${script}' "$@"\n`)
  await chmod(program, 0o755)
  const { signal } = new AbortController()
  const engine = { ...(await findEngine({ env: test.env, signal }, kind)), program }
  const all = stack.move()
  return { test, engine, [Symbol.asyncDispose]: () => all.disposeAsync() }
}

async function countRequests(detour: Detour): Promise<number> {
  await using loading = await startLoading(detour, 'first')
  await loading.load()
  return loading.proxy.seen.length
}

/** One image on its way through a proxy of its own. */
interface Loading extends AsyncDisposable {
  readonly proxy: FaultProxy
  readonly config: string
  load(): Promise<LoadOutcome>
}

async function startLoading({ test, engine }: Detour, name: string): Promise<Loading> {
  await using stack = new AsyncDisposableStack()
  const directory = stack.use(await tempDir())
  const note = join(directory.path, 'registry')
  const proxy = stack.use(
    await startFaultProxy(() => (existsSync(note) ? readFileSync(note, 'utf8') : '127.0.0.1:1')),
  )
  const source = imageNamed(name)
  const parsed = parseImageName(`faults/${name}:latest`)
  assert(parsed.ok)
  const env = {
    ...test.env,
    ...{ DETOUR_ENGINE: test.program, DETOUR_HOST: proxy.host, DETOUR_NOTE: note },
  }
  const all = stack.move()
  return {
    proxy,
    config: (await partsOf(source)).config.digest,
    load: () =>
      loadImage(
        engine,
        {
          ...{ source, names: [parsed.value], route: 'auto', format: 'docker' },
          ...{ patience: PATIENCE, onFallback: () => undefined, observe: () => undefined },
        },
        { env, signal: new AbortController().signal },
      ),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

async function disturb(
  detour: Detour,
  kind: FaultKind,
  k: number,
  random: number,
  name: string,
): Promise<Verdict | undefined> {
  await using loading = await startLoading(detour, name)
  const { proxy, config } = loading
  const { test } = detour
  const { plan, struck } = timed(kind.plan(k, { upstream: proxy.host, random }), k)
  proxy.plan = plan
  const verdict = await judge(async () => {
    const refusal = await refusalOf(() => loading.load())
    const found = await imageInEngine(test, `faults/${name}`)
    assert.equal(found, refusal === undefined ? config : undefined)
    proxy.plan = () => undefined
    await loading.load()
    assert.equal(await imageInEngine(test, `faults/${name}`), config)
    if (refusal === undefined) return RECOVERED
    return kind.passing ? wrong(refusal) : REFUSED
  })
  await test.run('rmi', '--force', `faults/${name}`).catch(() => '')
  return struck() ? verdict : undefined
}

function imageNamed(name: string): ReturnType<typeof memoryImage> {
  return memoryImage({
    layers: [
      { files: { weights: `${name} `.repeat(10_000) }, compression: 'none' },
      { files: { code: name }, compression: 'gzip' },
    ],
  })
}

import type { Digest } from '../../core/digest.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { Result } from '../../core/result.ts'
import { err, ok } from '../../core/result.ts'
import { contentsOf, partsOf } from '../blob/contents.ts'
import { DeliveryLog } from '../blob/delivery_log.ts'
import type { CommandOutcome } from '../command.ts'
import type { LoopbackRegistry } from '../loopback/registry.ts'
import { startLoopbackRegistry } from '../loopback/registry.ts'
import type { BlobOutcome } from '../blob/transfer_event.ts'
import type { Engine, EngineSurroundings } from './engine.ts'
import { askEngine, complaintOf } from './engine.ts'
import { removeName, tagImage } from './images.ts'
import type { LoadRequest } from './load_request.ts'

/** Taking the passing name away must not hang when an engine does. */
const CLEAN_UP_WITHIN_MS = 15_000

/**
 * An engine that neither asks for anything nor ends for so long, in milliseconds, has lost its connection;
 * unpacking what it got may well take minutes.
 */
const DEFAULT_PATIENCE_MS = 30 * 60_000

/** What makes an engine talk plain HTTP to our registry; docker does so with 127.0.0.0/8 by itself. */
const PULL_OPTIONS: Readonly<Record<Engine['kind'], readonly string[]>> = {
  docker: [],
  podman: ['--tls-verify=false'],
  nerdctl: ['--insecure-registry'],
}

/**
 * Lets an engine pull an image from a registry inside this process, so that only layers that it lacks
 * are sent, and gives the image its names.
 *
 * @returns what became of each layer, or why the engine could not pull
 * @throws ExpectedFailure when a source has changed, or the engine pulled and then refuses a name
 */
export async function loadByRegistry(
  engine: Engine,
  request: Pick<LoadRequest, 'source' | 'names' | 'observe' | 'patience'>,
  surroundings: EngineSurroundings,
): Promise<Result<readonly BlobOutcome[], string>> {
  const { source, names, observe, patience = DEFAULT_PATIENCE_MS } = request
  const { layers } = await partsOf(source)
  const log = new DeliveryLog(layers, observe)
  const onSent = (digest: Digest, bytes: number): void => log.add(digest, bytes)
  await using registry = await startLoopbackRegistry(source, await contentsOf(source), onSent)
  const { reference } = registry
  try {
    const problem = await pull(engine, registry, surroundings, patience)
    if (problem !== undefined) return err(problem)
    await tagImage(engine, reference, names, surroundings)
  } finally {
    const signal = AbortSignal.timeout(CLEAN_UP_WITHIN_MS)
    await removeName(engine, reference, { env: surroundings.env, signal }).catch(() => undefined)
  }
  return ok(log.finish())
}

/** The failure of an engine that had to pull and could not. */
export function pullRefused(engine: string, output: string): ExpectedFailure {
  const action = 'pull from the registry of this process'
  return new ExpectedFailure({ topic: 'engine', reason: 'refused', engine, action, output })
}

/** Says why the engine could not pull; undefined when it did. */
async function pull(
  engine: Engine,
  registry: LoopbackRegistry,
  surroundings: EngineSurroundings,
  patience: number,
): Promise<string | undefined> {
  const args = ['pull', ...PULL_OPTIONS[engine.kind], registry.reference]
  using watch = watchFor(registry, patience)
  const signal = AbortSignal.any([surroundings.signal, registry.failed, watch.stalled])
  const outcome = await unlessStalled(askEngine(engine, args, { env: surroundings.env, signal }))
  if (outcome === undefined) return `it has not asked for anything for ${patience / 1000} seconds`
  if (outcome.kind === 'exited' && outcome.code === 0) return undefined
  const complaint = complaintOf(outcome)
  // It may have failed before it tried: a full disk, a missing directory.
  return registry.requests === 0
    ? `it has not asked ${registry.repository.split('/')[0] ?? ''} for anything (${complaint})`
    : complaint
}

/** What an engine ended with; undefined when it was given up because it stalled. */
async function unlessStalled(asking: Promise<CommandOutcome>): Promise<CommandOutcome | undefined> {
  try {
    return await asking
  } catch (error) {
    if (error === STALLED) return undefined
    throw error
  }
}

const STALLED = new Error('The engine stalled')

/** Aborts with {@link STALLED} when nothing has happened at a registry for so many milliseconds. */
function watchFor(
  registry: LoopbackRegistry,
  patience: number,
): Disposable & { readonly stalled: AbortSignal } {
  const controller = new AbortController()
  const timer = setInterval(
    () => {
      if (performance.now() - registry.activeAt > patience) controller.abort(STALLED)
    },
    Math.min(patience / 4, 5000),
  )
  return { stalled: controller.signal, [Symbol.dispose]: () => clearInterval(timer) }
}

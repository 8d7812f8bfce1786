import { platform as operatingSystem } from 'node:os'
import { awayBecauseOfEndpoint } from '../../core/engine/endpoint.ts'
import type { EngineInfo, EngineKind } from '../../core/engine/engine.ts'
import { ENGINE_KINDS } from '../../core/engine/engine.ts'
import { parseEngineInfo } from '../../core/engine/info.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import type { EngineAttempt } from '../../core/engine/failure.ts'
import { encodeUtf8 } from '../../core/utf8.ts'
import { runCommand } from '../command.ts'
import type { Engine, EngineSurroundings } from './engine.ts'
import { complaintOf } from './engine.ts'

/** An engine that does not answer for this long is none. */
const ANSWER_WITHIN_MS = 15_000

type Answer =
  | { readonly answers: true; readonly engine: Engine }
  | { readonly answers: false; readonly attempt: EngineAttempt }

/**
 * Finds the container engine to load into: the first of docker, podman and nerdctl that answers. All
 * are asked at the same time; environment variables such as `DOCKER_HOST` choose the daemon as usual.
 *
 * @param wanted asks for one of them
 * @throws ExpectedFailure when none answers, naming what was tried
 */
export async function findEngine(
  surroundings: EngineSurroundings,
  wanted?: EngineKind,
): Promise<Engine> {
  const kinds = wanted === undefined ? ENGINE_KINDS : [wanted]
  const { env } = surroundings
  const enough = new AbortController()
  const signal = AbortSignal.any([surroundings.signal, enough.signal])
  const answers = kinds.map((kind) => tryEngine(kind, { env, signal }))
  const settled = Promise.allSettled(answers)
  try {
    return await firstEngine(answers)
  } finally {
    enough.abort()
    await settled
  }
}

/** The first in order, not in time, so that the same machine always gives the same engine. */
async function firstEngine(answers: readonly Promise<Answer>[]): Promise<Engine> {
  const attempts: EngineAttempt[] = []
  for (const pending of answers) {
    const answer = await pending
    if (answer.answers) return answer.engine
    attempts.push(answer.attempt)
  }
  throw new ExpectedFailure({ topic: 'engine', reason: 'no-engine', attempts })
}

async function tryEngine(kind: EngineKind, surroundings: EngineSurroundings): Promise<Answer> {
  const { env, signal } = surroundings
  const format = kind === 'podman' ? 'json' : '{{json .}}'
  const options = { env, signal, timeout: ANSWER_WITHIN_MS }
  const outcome = await runCommand(kind, ['info', '--format', format], options)
  const no = (problem: string): Answer => ({ answers: false, attempt: { program: kind, problem } })
  if (outcome.kind === 'not-found') return no('not on PATH')
  if (outcome.kind === 'timed-out') return no('did not answer in time')
  if (outcome.code !== 0) return no(complaintOf(outcome))
  const info = parseEngineInfo(kind, encodeUtf8(outcome.stdout))
  if (!info.ok) return no(info.failure)
  const away = await whyAway(kind, info.value, surroundings)
  return { answers: true, engine: { ...info.value, program: kind, away } }
}

/** Why the engine cannot reach our 127.0.0.1; undefined when it may. */
async function whyAway(
  program: EngineKind,
  info: EngineInfo,
  surroundings: EngineSurroundings,
): Promise<string | undefined> {
  if (info.away !== undefined) return info.away
  if (operatingSystem() !== 'linux') return 'engines of this system run in a virtual machine'
  if (program !== 'docker' || info.kind !== 'docker') return undefined
  const { env, signal } = surroundings
  const endpoint =
    env['DOCKER_HOST'] || (await contextEndpoint({ env, signal, timeout: ANSWER_WITHIN_MS }))
  return awayBecauseOfEndpoint(endpoint)
}

/** The address behind the current docker context; a local one where docker has no contexts. */
async function contextEndpoint(
  options: EngineSurroundings & { readonly timeout: number },
): Promise<string> {
  const template = '{{.Endpoints.docker.Host}}'
  const outcome = await runCommand('docker', ['context', 'inspect', '--format', template], options)
  const found = outcome.kind === 'exited' && outcome.code === 0 ? outcome.stdout.trim() : ''
  return found || 'unix:///var/run/docker.sock'
}

import type { ChildProcessByStdio } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RtProgram } from '../../bench/program/rt.ts'
import type { Verdict } from './outcome.ts'
import { RECOVERED, judge } from './outcome.ts'

/** What the commands that are killed have in common. */
export interface Surroundings {
  readonly rt: RtProgram
  /** A layout directory with LARGE_IMAGE. */
  readonly layout: string
  readonly env: NodeJS.ProcessEnv
}

/** How a work that is to be killed is started. */
export type StartKillable = (surroundings: Surroundings) => Promise<KillScenario>

/** A command of rt that is killed in the middle, each time with a place of its own for what it makes. */
export interface KillScenario extends AsyncDisposable {
  /** Such as `kill -9 of push to docker-registry`. */
  readonly work: string
  /** How often it is killed. */
  readonly times: number
  /** Runs at the same time. */
  readonly atOnce: number
  /** Prepares one run: nothing is there of what it makes. */
  prepare(number: number): Promise<KillableRun>
}

/** One run that is killed, and its re-run. */
export interface KillableRun extends AsyncDisposable {
  /** Program and arguments. */
  readonly argv: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** Throws where something is there that is not whole. */
  checkAfterKill(): Promise<void>
  /**
   * Throws where something is missing, or was done twice.
   *
   * @param printed what the re-run wrote to standard output
   */
  checkAfterRerun(printed: string): Promise<void>
}

/** How long a run takes that nobody kills, in milliseconds: the longest of three. */
export async function measureRun(scenario: KillScenario): Promise<number> {
  let longest = 0
  for (const number of [-1, -2, -3]) {
    await using run = await scenario.prepare(number)
    const began = performance.now()
    const printed = await finish(start(run))
    longest = Math.max(longest, performance.now() - began)
    await run.checkAfterRerun(printed)
  }
  return longest
}

/** Kills a run after so many milliseconds, looks at what is left, runs it again and looks again. */
export async function killOnce(
  scenario: KillScenario,
  number: number,
  after: number,
): Promise<Verdict> {
  await using run = await scenario.prepare(number)
  return await judge(async () => {
    const child = start(run)
    const ended = once(child, 'exit')
    child.stdout.resume()
    child.stderr.resume()
    await Promise.race([sleep(after), ended])
    child.kill('SIGKILL')
    await ended
    await run.checkAfterKill()
    await run.checkAfterRerun(await finish(start(run)))
    return RECOVERED
  })
}

function start({ argv, env }: KillableRun): ChildProcessByStdio<null, Readable, Readable> {
  const [program = '', ...args] = argv
  return spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Waits for a run that must succeed, and gives what it printed. */
async function finish(child: ReturnType<typeof start>): Promise<string> {
  const ended = once(child, 'close') as Promise<[number | null]>
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    ended,
  ])
  if (code !== 0) throw new Error(`rt ended with ${code ?? 'a signal'}: ${stderr}`)
  return stdout
}

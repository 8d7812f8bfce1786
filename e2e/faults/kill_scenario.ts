import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Verdict } from './outcome.ts'
import { RECOVERED, judge } from './outcome.ts'

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
  /** Throws where something is missing. */
  checkAfterRerun(): Promise<void>
}

/** How long a run takes that nobody kills, in milliseconds: the longest of three. */
export async function measureRun(scenario: KillScenario): Promise<number> {
  let longest = 0
  for (const number of [-1, -2, -3]) {
    await using run = await scenario.prepare(number)
    const began = performance.now()
    await finish(start(run))
    longest = Math.max(longest, performance.now() - began)
    await run.checkAfterRerun()
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
    await Promise.race([sleep(after), ended])
    child.kill('SIGKILL')
    await ended
    await run.checkAfterKill()
    await finish(start(run))
    await run.checkAfterRerun()
    return RECOVERED
  })
}

function start({ argv, env }: KillableRun): ChildProcess {
  const [program = '', ...args] = argv
  return spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
}

async function finish(child: ChildProcess): Promise<void> {
  let printed = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (printed += text))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`rt ended with ${code ?? 'a signal'}: ${printed}`)
}

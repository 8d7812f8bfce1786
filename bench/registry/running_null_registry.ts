import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { COUNTS, FORGET_ALL, FORGET_COUNTS } from './null_process.ts'
import type { RegistryCounts } from './null_registry.ts'

/** A null registry in a process of its own. */
export interface RunningNullRegistry extends AsyncDisposable {
  /** HOST:PORT. */
  readonly host: string
  counts(): Promise<RegistryCounts>
  /** Starts the counts again; what was pushed stays known. */
  forgetCounts(): Promise<void>
  /** Starts the counts again and loses what was pushed. */
  forgetAll(): Promise<void>
}

const PROGRAM = fileURLToPath(new URL('null_process.ts', import.meta.url))

/** Starts a null registry on a free port of the loopback. */
export async function startNullRegistry(): Promise<RunningNullRegistry> {
  const child = spawn(process.execPath, [PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] })
  const [port] = (await once(createInterface(child.stdout), 'line')) as [string]
  const host = `127.0.0.1:${port}`
  const ask = async (target: string): Promise<unknown> =>
    (await fetch(`http://${host}${target}`)).json()
  const tell = async (target: string): Promise<void> => {
    await ask(target)
  }
  return {
    host,
    counts: async () => (await ask(COUNTS)) as RegistryCounts,
    forgetCounts: () => tell(FORGET_COUNTS),
    forgetAll: () => tell(FORGET_ALL),
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, 'exit')
      child.stdin.end()
      await ended
    },
  }
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { TOOLS } from '../tools/dev/places.ts'

/** A registry that runs until it is disposed of. */
export interface RunningRegistry extends AsyncDisposable {
  /** Such as `127.0.0.1:36445`. */
  readonly host: string
}

/** Starts `crane registry serve`, which keeps everything in memory and knows no credentials. */
export async function startCraneRegistry(): Promise<RunningRegistry> {
  const child = spawn(join(TOOLS, 'crane'), ['registry', 'serve', '--address=127.0.0.1:0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const exited = once(child, 'exit')
  for await (const line of createInterface(child.stderr)) {
    const port = /serving on port (\d+)/.exec(line)?.[1]
    if (port === undefined) continue
    child.stderr.resume()
    return {
      host: `127.0.0.1:${port}`,
      async [Symbol.asyncDispose](): Promise<void> {
        child.kill()
        await exited
      },
    }
  }
  throw new Error('crane registry serve ended before it served')
}

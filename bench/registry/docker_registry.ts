import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A docker-registry that keeps what it is sent in a folder. */
export interface RunningDockerRegistry extends AsyncDisposable {
  /** HOST:PORT. */
  readonly host: string
}

/** Starts an empty docker-registry (distribution 2.8) on a free port; its folder goes with it. */
export async function startDockerRegistry(
  program: string,
  folder: string,
): Promise<RunningDockerRegistry> {
  mkdirSync(folder, { recursive: true })
  const configuration = join(folder, 'registry.yml')
  writeFileSync(configuration, configure(join(folder, 'storage')))
  const child = spawn(program, ['serve', configuration], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, OTEL_TRACES_EXPORTER: 'none' },
  })
  const host = await listeningAt(createInterface(child.stderr))
  return {
    host,
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, 'exit')
      child.kill()
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function listeningAt(lines: AsyncIterable<string>): Promise<string> {
  for await (const line of lines) {
    const [, host] = /listening on (127\.0\.0\.1:\d+)/.exec(line) ?? []
    if (host !== undefined) return host
  }
  throw new Error('Cannot start docker-registry')
}

function configure(storage: string): string {
  return `version: 0.1
log: {level: info, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: ${JSON.stringify(storage)}}}
http: {addr: '127.0.0.1:0', secret: bench}
`
}

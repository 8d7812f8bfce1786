import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { listeningPort, stop } from './registry_server.ts'
import type { RunningRegistry } from './registry_server.ts'

/** Finds crane: in `$RT_TOOLS`, among the tools that the set-up unpacks, or on the PATH. */
export function findCrane(env: Readonly<NodeJS.ProcessEnv>): string | undefined {
  const cache = env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
  const directories = [
    env['RT_TOOLS'] ?? '',
    join(cache, 'rt/tools/usr/bin'),
    ...(env['PATH'] ?? '').split(delimiter),
  ]
  const candidates = directories.filter(Boolean).map((directory) => join(directory, 'crane'))
  return candidates.find((path) => existsSync(path))
}

/**
 * Starts `crane registry serve` on a free loopback port. It keeps everything in memory, knows no logins,
 * answers with relative locations, takes chunks with 204, ignores mounts, and cannot say what it has of
 * an upload.
 *
 * @param crane path of the program
 */
export async function startCraneRegistry(crane: string): Promise<RunningRegistry> {
  const child = spawn(crane, ['registry', 'serve', '--address=127.0.0.1:0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const port = await listeningPort(child, child.stderr, /serving on port (\d+)/)
  return { host: `127.0.0.1:${port}`, [Symbol.asyncDispose]: () => stop(child) }
}

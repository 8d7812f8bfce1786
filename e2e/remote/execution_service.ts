import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { REMOTE_EXECUTION } from '../../tools/dev/container_tools.ts'
import { ensureUnpacked, withOwnLibraries } from '../../tools/dev/unpacked_packages.ts'
import { stop } from '../../tools/testing/registry_server.ts'
import type { RunningRegistry } from '../../tools/testing/registry_server.ts'
import { tempDir } from '../../tools/testing/temp_dir.ts'

/**
 * Starts a service that speaks the remote execution API (github.com/bazelbuild/remote-apis): justbuild's
 * `execute`, on a free loopback port, with a store of its own. Each action runs in a directory that holds
 * its declared inputs and nothing else.
 */
export async function startExecutionService(): Promise<RunningRegistry> {
  await ensureUnpacked(REMOTE_EXECUTION)
  const directory = await tempDir()
  const info = join(directory.path, 'info.json')
  const [program, ...first] = withOwnLibraries(REMOTE_EXECUTION, 'usr/bin/justbuild')
  const options = [
    ...['--compatible', '--local-build-root', join(directory.path, 'root')],
    ...['--info-file', info, '--log-limit', '1'],
  ]
  const child = spawn(program, [...first, 'execute', ...options], { stdio: 'ignore' })
  const port = async (): Promise<number> => {
    while (child.exitCode === null) {
      const text = await readFile(info, 'utf8').catch(() => '')
      if (text.endsWith('}')) return (JSON.parse(text) as { readonly port: number }).port
      await sleep(20)
    }
    throw new Error(`justbuild ended with ${child.exitCode}`)
  }
  return {
    host: `127.0.0.1:${await port()}`,
    async [Symbol.asyncDispose]() {
      await stop(child)
      await directory[Symbol.asyncDispose]()
    },
  }
}

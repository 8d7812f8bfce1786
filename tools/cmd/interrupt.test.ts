import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { LayoutStore } from '../node/registry/layout_store.ts'
import { pull } from '../node/registry/pull.ts'
import type { FakeRegistry } from '../testing/fake_registry.ts'
import { startFakeRegistry } from '../testing/fake_registry.ts'
import { memoryImage } from '../testing/memory_image.ts'
import { pushTo } from '../testing/registry_client.ts'
import { tempDir } from '../testing/temp_dir.ts'
import { runRt } from './testing/run_rt.ts'

const image = memoryImage({
  layers: ['one', 'two', 'three'].map((name) => ({ files: { name }, compression: 'none' })),
})

async function storeImage(path: string): Promise<void> {
  const store = await LayoutStore.open(path)
  const nothing = (): void => undefined
  await pull({ source: image, store, name: 'latest', jobs: 1, observe: nothing, abort: nothing })
}

/** A registry that stops answering at the second blob, until it is told to go on. */
interface StallingRegistry extends FakeRegistry {
  readonly stalled: Promise<void>
  goOn(): void
}

async function startStallingRegistry(isBlob: RegExp): Promise<StallingRegistry> {
  const { promise: stalled, resolve } = Promise.withResolvers<undefined>()
  let [seen, stalls] = [0, true]
  const registry = await startFakeRegistry({
    intercept({ method = '', url = '' }) {
      if (!stalls || !isBlob.test(`${method} ${url}`)) return false
      seen += 1
      if (seen === 2) resolve(undefined)
      return seen >= 2
    },
  })
  return { ...registry, stalled, goOn: () => void (stalls = false) }
}

/** Starts rt as a shell does: with what it starts itself, it is one process group. */
function start(directory: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  const main = join(import.meta.dirname, 'main.ts')
  return spawn(process.execPath, [main, ...args], { cwd: directory, env, detached: true })
}

/** Presses Ctrl-C: the terminal tells the whole group. */
async function interrupt(child: ChildProcess): Promise<string> {
  assert(child.stderr !== null && child.pid !== undefined)
  const stderr = text(child.stderr)
  process.kill(-child.pid, 'SIGINT')
  const [code] = (await once(child, 'exit')) as [number | null]
  assert.equal(code, 1)
  return stderr
}

describe('Ctrl-C', () => {
  for (const [command, isBlob, argsOf] of [
    ['push', /^PUT .*\/blobs\/uploads\//, (host: string) => ['layout', `${host}/x:v1`]],
    ['pull', /^GET .*\/blobs\/sha256:/, (host: string) => [`${host}/x:v1`, 'pulled']],
    ['copy', /^GET .*\/blobs\/sha256:/, (host: string) => [`${host}/x:v1`, 'oci:copied:v1']],
  ] as const) {
    it(`stops rt ${command} at once, and the same command goes on`, async () => {
      await using directory = await tempDir()
      await storeImage(join(directory.path, 'layout'))
      await using registry = await startStallingRegistry(isBlob)
      if (command !== 'push') await pushTo(registry.host, image, { tags: ['v1'] }, {}, 'x')
      const args = [command, ...argsOf(registry.host), '--jobs=1']
      const child = start(directory.path, args, {})
      await registry.stalled
      const told = await interrupt(child)
      assert.match(told, new RegExp(`^rt ${command}: Stopped while .*: 1 blobs are done$`, 'm'))
      assert.match(told, /^ {2}fix: run the same command again to go on/m)
      registry.goOn()
      const again = await runRt(directory.path, [...args, '--json'])
      assert.equal(again.code, 0, again.stderr)
      const { layers, configs } = JSON.parse(again.stdout) as Record<string, { bytes: number }[]>
      const untouched = [...(layers ?? []), ...(configs ?? [])].filter(({ bytes }) => bytes === 0)
      assert.equal(untouched.length, 1)
    })
  }

  it('stops rt load with the engine that it has started, and says how to go on', async () => {
    await using directory = await tempDir()
    await storeImage(join(directory.path, 'layout'))
    const note = join(directory.path, 'pid')
    const engine = `#!/bin/sh
case "$1" in
  info) echo '{"ServerVersion":"2.0","OSType":"linux","Architecture":"x86_64"}' ;;
  pull) trap '' INT; echo $$ > ${note}.new; mv ${note}.new ${note}; exec sleep 1000 ;;
esac
`
    await writeFile(join(directory.path, 'nerdctl'), engine, { mode: 0o755 })
    const env = { PATH: `${directory.path}:/usr/bin:/bin` }
    const child = start(directory.path, ['load', 'layout', '--tag=a', '--engine=nerdctl'], env)
    const pid = Number(await eventually(() => readFile(note, 'utf8')))
    assert.match(
      await interrupt(child),
      /^rt load: Interrupted before the image was loaded\n {2}fix: run the same command again to go on/m,
    )
    await eventually(() => (isRunning(pid) ? Promise.reject(new Error('runs on')) : ended))
  })
})

const ended = Promise.resolve()

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Tries until it works: for what another process does. */
async function eventually<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = 1000; ; left -= 1) {
    try {
      return await attempt()
    } catch (error) {
      if (left === 0) throw error
      await sleep(20)
    }
  }
}

import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { hexOfDigest } from '../core/digest.ts'
import { OCI_CONFIG, OCI_LAYER, OCI_MANIFEST } from '../core/media_types.ts'
import { LayoutStore } from '../node/registry/layout_store.ts'
import { pull } from '../node/registry/pull.ts'
import type { FakeRegistry } from '../testing/fake_registry.ts'
import { startFakeRegistry } from '../testing/fake_registry.ts'
import { digestOf, memoryImage } from '../testing/memory_image.ts'
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

/** Presses Ctrl-C, or sends another signal: the terminal tells the whole group. */
async function interrupt(child: ChildProcess, signal: NodeJS.Signals = 'SIGINT'): Promise<string> {
  assert(child.stderr !== null && child.pid !== undefined)
  const stderr = text(child.stderr)
  process.kill(-child.pid, signal)
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

/** Writes a layout with a layer that takes long to copy, most of it a hole. */
async function storeHugeImage(path: string): Promise<void> {
  const size = 200 * 1024 ** 3
  const config = Buffer.from(
    JSON.stringify({
      ...{ architecture: 'amd64', os: 'linux' },
      rootfs: { type: 'layers', diff_ids: [`sha256:${'1'.repeat(64)}`] },
    }),
  )
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: { mediaType: OCI_CONFIG, digest: digestOf(config), size: config.length },
      layers: [{ mediaType: OCI_LAYER, digest: `sha256:${'1'.repeat(64)}`, size }],
    }),
  )
  const digest = digestOf(manifest)
  const manifests = [{ mediaType: OCI_MANIFEST, digest, size: manifest.length }]
  await mkdir(join(path, 'blobs/sha256'), { recursive: true })
  for (const bytes of [config, manifest])
    await writeFile(join(path, 'blobs/sha256', hexOfDigest(digestOf(bytes))), bytes)
  await writeFile(join(path, 'blobs/sha256', '1'.repeat(64)), '')
  await truncate(join(path, 'blobs/sha256', '1'.repeat(64)), size)
  await writeFile(join(path, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }))
  await writeFile(join(path, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}')
}

describe('a signal during local work', () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    for (const [args, begun] of [
      [['load', 'layout', '--tag=a', '--output=out'], /^out\..*\.partial$/],
      [['layout', '--format=oci-tar', '--image=layout', '--out=out'], /^out\..*\.partial$/],
      [['image', 'export', '--format=oci-dir', '--image=layout', '--out=out'], /^out\./],
      [['copy', 'oci:layout', 'oci:copied'], /^copied$/],
    ] as const) {
      it(`${signal} ends rt ${args[0]} ${args[1]} at once, and nothing unfinished is left`, async () => {
        await using directory = await tempDir()
        const names = async (): Promise<readonly string[]> => await readdir(directory.path)
        await storeHugeImage(join(directory.path, 'layout'))
        const child = start(directory.path, args, {})
        await eventually(async () =>
          assert.ok((await names()).some((name) => begun.test(name)) || child.exitCode !== null),
        )
        const told = await interrupt(child, signal)
        assert.match(told, /^rt [a-z ]+: (Stopped|Interrupted) .*\n {2}fix: run the same command/m)
        assert.deepEqual(
          (await names()).filter((name) => name !== 'copied'),
          ['layout'],
        )
      })
    }
  }
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

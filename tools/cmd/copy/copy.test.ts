import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { startFakeRegistry } from '../../testing/fake_registry.ts'
import { memoryImage } from '../../testing/memory_image.ts'
import { pushTo } from '../../testing/registry_client.ts'
import { tempDir } from '../../testing/temp_dir.ts'
import { runRt } from '../testing/run_rt.ts'

const image = memoryImage({ layers: [{ files: { a: 'b' }, compression: 'gzip' }] })

describe('rt pull', () => {
  it('makes a layout that rt can push, load and inspect, and prints the digest reference', async () => {
    await using registry = await startFakeRegistry()
    await using directory = await tempDir()
    await pushTo(registry.host, image, { tags: ['v1'] })
    const reference = `${registry.host}/org/x:v1`
    const pulled = await runRt(directory.path, ['pull', reference, 'out'])
    assert.deepEqual(
      [pulled.code, pulled.stdout],
      [0, `${registry.host}/org/x@${image.root.digest}\n`],
    )
    const index = await readFile(join(directory.path, 'out/index.json'), 'utf8')
    assert.match(index, /"org.opencontainers.image.ref.name":"v1"/)
    const pushed = await runRt(directory.path, ['push', 'out', `${registry.host}/org/x:v2`])
    assert.equal(pushed.code, 0)
    assert(registry.manifests.has('v2'))
  })

  it('prints one JSON document', async () => {
    await using registry = await startFakeRegistry()
    await using directory = await tempDir()
    await pushTo(registry.host, image)
    const args = ['pull', `${registry.host}/x`, 'out', '--json', '--quiet']
    const { stdout, stderr } = await runRt(directory.path, args)
    const result = JSON.parse(stdout) as Record<string, unknown>
    assert.equal(stderr, '')
    assert.equal(result['digest'], image.root.digest)
    const [layer] = result['layers'] as readonly Record<string, unknown>[]
    assert.equal(layer?.['status'], 'downloaded')
  })
})

describe('rt copy', () => {
  it('copies between places, and says where the image is now', async () => {
    await using one = await startFakeRegistry()
    await using two = await startFakeRegistry()
    await using directory = await tempDir()
    await pushTo(one.host, image)
    const copy = (...args: string[]): ReturnType<typeof runRt> =>
      runRt(directory.path, ['copy', ...args, '--quiet'])
    const first = await copy(`${one.host}/a:latest`, `${two.host}/b:v1`)
    assert.equal(first.stdout, `${two.host}/b@${image.root.digest}\n`)
    const second = await copy(`${two.host}/b:v1`, 'oci:layout:x')
    assert.equal(second.stdout, `${two.host}/b@${image.root.digest}\n`)
    const third = await copy('oci:layout:x', 'oci:other')
    assert.equal(third.stdout, `${image.root.digest}\n`)
  })

  it('takes paths as layouts, and chooses one of several images by name or by digest', async () => {
    await using registry = await startFakeRegistry()
    await using directory = await tempDir()
    const other = memoryImage({ layers: [{ files: { c: 'd' }, compression: 'none' }] })
    await pushTo(registry.host, image, { tags: ['v1'] })
    await pushTo(registry.host, other, { tags: ['v2'] })
    const rt = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await runRt(directory.path, args)
      return code === 0 ? stdout.trim() : stderr
    }
    await rt('pull', `${registry.host}/x:v1`, 'layout')
    await rt('pull', `${registry.host}/x:v2`, 'oci:layout:other')
    const [first, second] = [image.root.digest, other.root.digest]
    assert.equal(await rt('copy', 'oci:layout:v1', './one'), first)
    assert.equal(await rt('copy', `oci:layout:${second}`, `${directory.path}/two`), second)
    assert.equal(await rt('copy', 'one', `${registry.host}/x:v3`), `${registry.host}/x@${first}`)
    const push = ['push', '--quiet', 'oci:layout:other', `${registry.host}/x:v4`]
    assert.equal(await rt(...push), `${registry.host}/x@${second}`)
    const load = ['load', '--tag=x', '--output=x.tar']
    assert.equal(await rt(...load, 'oci:layout:v1'), join(directory.path, 'x.tar'))
    for (const args of [
      ['push', 'layout', `${registry.host}/x`],
      [...load, 'layout'],
    ])
      assert.match(
        await rt(...args),
        /Cannot choose an image of ".*layout": it has 2\n {2}accepted: v1, other\n {2}fix: .*oci:DIR:NAME/,
      )
  })

  const bad: readonly (readonly [readonly string[], RegExp])[] = [
    [['oci:nowhere', 'oci:x'], /^rt copy: Cannot read .*nowhere" as an OCI image layout/],
    [['https://x/y', 'oci:x'], /^rt copy: Cannot use "https:\/\/x\/y" as an image reference/],
    [['127.0.0.1:1/x', 'oci:x'], /^rt copy: Cannot reach the registry "127.0.0.1:1"/],
    [['oci:x', 'oci:y', '--platform', 'arm'], /^rt copy: .*--platform/],
  ]
  for (const [args, pattern] of bad) {
    it(`refuses ${args.join(' ')}`, async () => {
      await using directory = await tempDir()
      const { code, stderr } = await runRt(directory.path, ['copy', ...args])
      assert.equal(code, 1)
      assert.match(stderr, pattern)
    })
  }
})

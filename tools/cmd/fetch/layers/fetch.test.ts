import assert from 'node:assert/strict'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { startFakeRegistry } from '../../../testing/fake_registry.ts'
import { digestOf, memoryImage } from '../../../testing/memory_image.ts'
import { pushTo } from '../../../testing/registry_client.ts'
import type { RunningRegistry } from '../../../testing/registry_server.ts'
import { tempDir } from '../../../testing/temp_dir.ts'
import { must } from '../../testing/pulled_base.ts'
import type { RtOutcome } from '../../testing/run_rt.ts'
import { runRt } from '../../testing/run_rt.ts'

const image = memoryImage({
  layers: [
    { files: { a: 'a'.repeat(50_000) }, compression: 'none' },
    { files: { b: 'b' }, compression: 'gzip' },
  ],
})

/** A directory with what `rt fetch base` says of the image, and `rt fetch layers` there. */
async function described(registry: RunningRegistry) {
  const directory = await tempDir()
  const { path } = directory
  const env = { HOME: path, RT_CACHE_DIR: join(path, 'cache') }
  await pushTo(registry.host, image)
  await must(
    runRt(path, ['fetch', 'base', `--reference=${registry.host}/test/image`, '--out=.'], env),
  )
  const fetch = (...more: readonly string[]): Promise<RtOutcome> =>
    runRt(path, ['fetch', 'layers', '--layers=layers.json', '--out=.', ...more], env)
  return { ...directory, fetch }
}

async function fetched(directory: string): Promise<readonly string[]> {
  return (await readdir(directory)).filter((name) => name.startsWith('sha256-')).toSorted()
}

describe('rt fetch layers', () => {
  it('fetches layers and nothing else, each under its digest', async () => {
    await using registry = await startFakeRegistry()
    await using place = await described(registry)
    const before = registry.requests.length
    await must(place.fetch())
    const names = await fetched(place.path)
    assert.deepEqual(
      registry.requests.slice(before).toSorted(),
      names.map((name) => `GET /v2/test/image/blobs/${name.replace('-', ':')}`),
    )
    assert.equal(names.length, 2)
    for (const name of names) {
      const bytes = await readFile(join(place.path, name))
      assert.equal(digestOf(bytes), name.replace('-', ':'))
    }
  })

  it('takes from the cache what it fetched before, unless it is damaged', async () => {
    await using registry = await startFakeRegistry()
    await using place = await described(registry)
    await must(place.fetch())
    const [name = ''] = await fetched(place.path)
    const before = registry.requests.length
    await rm(join(place.path, name))
    await must(place.fetch())
    assert.equal(registry.requests.length, before)
    await rm(join(place.path, name))
    const cached = join(place.path, 'cache/layers/blobs/sha256', name.replace('sha256-', ''))
    await writeFile(cached, 'damaged')
    await must(place.fetch())
    assert.equal(registry.requests.length, before + 1)
    assert.equal(digestOf(await readFile(join(place.path, name))), name.replace('-', ':'))
  })

  it('keeps nothing of a registry that gives wrong bytes', async () => {
    await using registry = await startFakeRegistry()
    await using place = await described(registry)
    for (const bytes of registry.blobs.values()) bytes.fill(7, bytes.length - 3)
    const { code, stderr } = await place.fetch('--jobs=1')
    assert.equal(code, 1)
    assert.match(stderr, /rt fetch layers: Cannot accept the blob sha256:/)
    assert.deepEqual(await fetched(place.path), [])
  })

  it('says what is not a layer set', async () => {
    await using registry = await startFakeRegistry()
    await using place = await described(registry)
    await writeFile(join(place.path, 'layers.json'), '{}')
    const { code, stderr } = await place.fetch()
    assert.equal(code, 1)
    assert.match(stderr, /^rt fetch layers: Cannot use the layer set "layers\.json": version/)
  })
})

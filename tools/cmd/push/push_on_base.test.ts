import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'
import { startDockerRegistry } from '../../testing/docker_registry.ts'
import { startFaultProxy } from '../../testing/fault_proxy.ts'
import type { FaultProxy } from '../../testing/fault_proxy.ts'
import { memoryImage } from '../../testing/memory_image.ts'
import { pushTo } from '../../testing/registry_client.ts'
import { tempDir } from '../../testing/temp_dir.ts'
import { buildOnBase, must } from '../testing/pulled_base.ts'
import { runRt } from '../testing/run_rt.ts'

const base = memoryImage({
  layers: [
    { files: { libc: 'c'.repeat(200_000) }, compression: 'none' },
    { files: { ssl: 's' }, compression: 'gzip' },
  ],
})

/** A registry that has the base; requests are counted. An image is built on the base in a directory. */
async function startWithBase() {
  await using stack = new AsyncDisposableStack()
  const registry = stack.use(await startDockerRegistry())
  const proxy = stack.use(await startFaultProxy(registry.host))
  const { path } = stack.use(await tempDir())
  await pushTo(registry.host, base, { tags: ['12'] }, {}, 'library/base')
  const env = { HOME: path, RUNFILES_DIR: path, RT_CACHE_DIR: join(path, 'cache') }
  const { target } = await buildOnBase(path, `${proxy.host}/library/base:12`, env)
  const resources = stack.move()
  return { path, env, target, proxy, [Symbol.asyncDispose]: () => resources.disposeAsync() }
}

/** Requests for the bytes of blobs. */
function blobReads(proxy: FaultProxy): readonly string[] {
  return proxy.seen.flatMap(({ method, path }) =>
    method === 'GET' && path.includes('/blobs/') ? [path] : [],
  )
}

async function skopeoLayers(reference: string): Promise<number> {
  const args = ['inspect', '--tls-verify=false', `docker://${reference}`]
  const { stdout } = await promisify(execFile)('skopeo', args)
  return (JSON.parse(stdout) as { readonly Layers: readonly string[] }).Layers.length
}

describe('an image on a base whose layers are in a registry', () => {
  it('is pushed to the same registry by mounts: no layer is read', async () => {
    await using place = await startWithBase()
    const { proxy, path, env, target } = place
    const reads = blobReads(proxy).length
    assert.equal(reads, 1, 'the config')
    const to = [`--repository=${proxy.host}/org/app`, '--remote-tag=v1', '--json', '--quiet']
    const { stdout } = await must(runRt(path, ['push', ...target, ...to], env))
    assert.equal(blobReads(proxy).length, reads)
    const { layers } = JSON.parse(stdout) as { readonly layers: readonly { status: string }[] }
    assert.deepEqual(
      layers.map(({ status }) => status),
      ['mounted', 'mounted', 'uploaded'],
    )
    assert.equal(await skopeoLayers(`${proxy.host}/org/app:v1`), 3)
  })

  it('is pushed to another registry layer by layer, without being stored', async () => {
    await using place = await startWithBase()
    await using other = await startDockerRegistry()
    const { proxy, path, env, target } = place
    const push = ['push', ...target, `--repository=${other.host}/org/app`, '--remote-tag=v1']
    await must(runRt(path, push, env))
    assert.equal(blobReads(proxy).length, 3)
    assert.equal(await skopeoLayers(`${other.host}/org/app:v1`), 3)
    await must(runRt(path, push, env))
    assert.equal(blobReads(proxy).length, 3, 'what is there is not read again')
    assert.deepEqual(await readdir(join(path, 'cache/layers/blobs/sha256')), [])
  })

  it('is written to a tar with its layers, which are fetched once', async () => {
    await using place = await startWithBase()
    const { proxy, path, env, target } = place
    const load = ['load', ...target, '--repo-tag=org/app:v1', '--output=out.tar']
    await must(runRt(path, load, env))
    assert.equal(blobReads(proxy).length, 3)
    await must(runRt(path, load, env))
    assert.equal(blobReads(proxy).length, 3)
    const tar = `docker-archive:${join(path, 'out.tar')}`
    const { stdout } = await promisify(execFile)('skopeo', ['inspect', tar])
    const { Layers } = JSON.parse(stdout) as { readonly Layers: readonly string[] }
    assert.equal(Layers.length, 3)
  })

  it('is not pushed with wrong layers', async () => {
    await using place = await startWithBase()
    await using other = await startDockerRegistry()
    const { proxy, path, env, target } = place
    proxy.plan = ({ path: asked }) => (asked.includes('/blobs/') ? { kind: 'corrupt' } : undefined)
    const push = ['push', ...target, `--repository=${other.host}/org/app`, '--remote-tag=v1']
    const { code, stderr } = await runRt(path, push, env)
    assert.equal(code, 1)
    assert.match(stderr, /rt push: Cannot accept the blob sha256:/)
    await assert.rejects(skopeoLayers(`${other.host}/org/app:v1`))
  })
})

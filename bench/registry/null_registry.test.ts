import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startNullRegistry } from './running_null_registry.ts'

const MANIFEST = '{"schemaVersion":2}'

test('a pushed image is remembered, its blobs are counted and not kept', async () => {
  await using registry = await startNullRegistry()
  const base = `http://${registry.host}/v2/a/b`
  const ask = (method: string, path: string, body?: string): Promise<Response> =>
    fetch(path.startsWith('/v2') ? `http://${registry.host}${path}` : base + path, {
      method,
      ...(body === undefined ? {} : { body, headers: { 'Content-Type': 'x/manifest' } }),
    })
  assert.equal((await ask('HEAD', '/blobs/sha256:1')).status, 404)
  const begun = await ask('POST', '/blobs/uploads/')
  const location = begun.headers.get('location') ?? ''
  assert.equal(begun.status, 202)
  assert.equal((await ask('PATCH', location, 'hello ')).status, 202)
  assert.equal((await ask('PUT', `${location}?digest=sha256:1`, 'world')).status, 201)
  const head = await ask('HEAD', '/blobs/sha256:1')
  assert.deepEqual([head.status, head.headers.get('content-length')], [200, '11'])
  assert.equal((await ask('GET', '/blobs/sha256:1')).status, 404)
  assert.equal((await ask('PUT', '/manifests/v1', MANIFEST)).status, 201)
  const got = await ask('GET', '/manifests/v1')
  assert.deepEqual([got.headers.get('content-type'), await got.text()], ['x/manifest', MANIFEST])
  const counts = await registry.counts()
  assert.equal(counts.requests, 8)
  assert.equal(counts.blobBytes, 11)
  await registry.forgetAll()
  assert.equal((await ask('HEAD', '/blobs/sha256:1')).status, 404)
  assert.equal((await registry.counts()).requests, 1)
})

test('a blob of another repository is mounted', async () => {
  await using registry = await startNullRegistry()
  const post = (path: string): Promise<Response> =>
    fetch(`http://${registry.host}/v2/${path}`, { method: 'POST', body: 'bytes' })
  await post('a/blobs/uploads/?digest=sha256:1')
  assert.equal((await post('b/blobs/uploads/?mount=sha256:1&from=a')).status, 201)
  assert.equal((await post('b/blobs/uploads/?mount=sha256:2&from=a')).status, 202)
})

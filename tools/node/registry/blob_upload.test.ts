import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import type { Digest } from '../../core/digest.ts'
import { OCI_LAYER } from '../../core/media_types.ts'
import type { BlobSource } from '../blob/image_source.ts'
import { findCrane, startCraneRegistry } from '../../testing/crane_registry.ts'
import { startDockerRegistry } from '../../testing/docker_registry.ts'
import { startFakeRegistry } from '../../testing/fake_registry.ts'
import type { Fault } from '../../testing/fault_proxy.ts'
import { startFaultProxy } from '../../testing/fault_proxy.ts'
import { digestOf } from '../../testing/memory_image.ts'
import { clientOptions } from '../../testing/registry_client.ts'
import { uploadBlob } from './blob_upload.ts'
import { RegistrySession } from './session.ts'
import { RepositoryClient } from './repository.ts'
import { saying } from '../../testing/saying.ts'

const SIZE = 300_000
const BYTES = randomBytes(SIZE)

/** Reuses one buffer, as real sources do, and counts how often it is opened. */
class CountedSource implements BlobSource {
  readonly descriptor = { mediaType: OCI_LAYER, digest: digestOf(BYTES), size: SIZE }
  readonly file = undefined
  readonly starts: number[] = []

  async *open(start = 0): AsyncGenerator<Uint8Array> {
    this.starts.push(start)
    const buffer = Buffer.alloc(10_000)
    for (let at = start; at < SIZE; at += buffer.length) {
      const portion = BYTES.subarray(at, at + buffer.length)
      portion.copy(buffer)
      yield buffer.subarray(0, portion.length)
      buffer.fill(0)
      await Promise.resolve()
    }
  }
}

interface Uploaded {
  readonly sent: number
  readonly starts: readonly number[]
  readonly positions: readonly number[]
}

async function upload(host: string, chunkSize?: number): Promise<Uploaded> {
  using registry = new RegistrySession({ registry: host, name: 'test/blob' }, clientOptions())
  const source = new CountedSource()
  const positions: number[] = []
  const sent = await uploadBlob(new RepositoryClient(registry), source, {
    chunkSize,
    onPosition: (position) => positions.push(position),
  })
  assert(await new RepositoryClient(registry).hasBlob(source.descriptor))
  return { sent, starts: source.starts, positions }
}

const DIGEST: Digest = digestOf(BYTES)

describe('uploadBlob', () => {
  it('goes on where a broken body ended', async () => {
    await using registry = await startFakeRegistry({ resumes: true })
    const fault: Fault = { kind: 'reset-during', bytes: 120_000 }
    let broken = 0
    await using proxy = await startFaultProxy(registry.host, ({ method }) =>
      method === 'PUT' && broken++ < 2 ? fault : undefined,
    )
    const { starts, positions } = await upload(proxy.host)
    assert.deepEqual(starts, [0, 120_000, 240_000])
    assert.equal(positions.at(-1), SIZE)
    assert(registry.blobs.get(DIGEST)?.equals(BYTES))
    const statusRequests = proxy.seen.filter(({ method }) => method === 'GET')
    assert.equal(statusRequests.length, 2)
  })

  it('does not give up as long as it gets on, and does when it does not', async () => {
    await using registry = await startFakeRegistry({ resumes: true })
    await using proxy = await startFaultProxy(registry.host, ({ method }) =>
      method === 'PUT' ? { kind: 'reset-during', bytes: 25_000 } : undefined,
    )
    const { starts } = await upload(proxy.host)
    assert.equal(starts.length, SIZE / 25_000)
    await using stuck = await startFaultProxy(registry.host, ({ method }) =>
      method === 'PUT' ? { kind: 'reset-during', bytes: 0 } : undefined,
    )
    registry.blobs.clear()
    await assert.rejects(upload(stuck.host), {
      failure: {
        topic: 'registry',
        reason: 'gave-up',
        what: `push the blob ${DIGEST}`,
        attempts: 6,
        cause: 'connection reset',
      },
    })
  })

  it('starts anew when the session is gone', async () => {
    await using registry = await startFakeRegistry({ resumes: false })
    let broken = 0
    await using proxy = await startFaultProxy(registry.host, ({ method }) =>
      method === 'PUT' && broken++ < 1 ? { kind: 'reset-during', bytes: 50_000 } : undefined,
    )
    const { starts } = await upload(proxy.host)
    assert.deepEqual(starts, [0, 0])
    assert(registry.blobs.get(DIGEST)?.equals(BYTES))
  })

  it('starts anew once, and says so when the session is gone again', async () => {
    await using registry = await startFakeRegistry({ resumes: false })
    await using proxy = await startFaultProxy(registry.host, ({ method }) =>
      method === 'PUT' ? { kind: 'reset-during', bytes: 50_000 } : undefined,
    )
    await assert.rejects(upload(proxy.host), {
      failure: {
        topic: 'registry',
        reason: 'gave-up',
        what: `push the blob ${DIGEST}`,
        attempts: 2,
        cause: 'the registry lost the upload twice',
      },
    })
    assert.equal(proxy.seen.filter(({ method }) => method === 'PUT').length, 2)
  })

  it('does not go on for ever with a registry that takes a little at a time', async () => {
    await using registry = await startFakeRegistry({ resumes: true })
    await using proxy = await startFaultProxy(registry.host, ({ method }) =>
      method === 'PUT' ? { kind: 'reset-during', bytes: 1000 } : undefined,
    )
    await assert.rejects(upload(proxy.host), saying(/gave up after 6 tries/))
    assert.equal(proxy.seen.filter(({ method }) => method === 'PUT').length, 6)
  })

  it('notices that the blob arrived when only the answer was lost', async () => {
    await using registry = await startFakeRegistry({ resumes: true })
    let broken = 0
    await using proxy = await startFaultProxy(registry.host, ({ method }) =>
      method === 'PUT' && broken++ < 1 ? { kind: 'reset-after' } : undefined,
    )
    const { starts, sent } = await upload(proxy.host)
    assert.deepEqual(starts, [0])
    assert.equal(sent, SIZE)
  })

  it('sends in chunks, opening the source once', async () => {
    await using registry = await startFakeRegistry()
    const { starts } = await upload(registry.host, 70_001)
    assert.deepEqual(starts, [0])
    assert(registry.blobs.get(DIGEST)?.equals(BYTES))
    assert.equal(registry.requests.filter((request) => request.startsWith('PATCH')).length, 5)
  })

  it('goes on within chunks', async () => {
    await using registry = await startFakeRegistry({ resumes: true })
    await using proxy = await startFaultProxy(registry.host, ({ number }) =>
      number === 3 ? { kind: 'reset-during', bytes: 33_333 } : undefined,
    )
    const { starts } = await upload(proxy.host, 100_000)
    assert.deepEqual(starts, [0, 133_333])
    assert(registry.blobs.get(DIGEST)?.equals(BYTES))
  })

  it('takes a registry at its word that a blob is too large, and says what to do', async () => {
    await using registry = await startFakeRegistry({ maxBody: 1000 })
    for (const chunkSize of [undefined, 100_000])
      await assert.rejects(upload(registry.host, chunkSize), {
        failure: {
          topic: 'registry',
          reason: 'blob-too-large',
          what: `push the blob ${DIGEST}`,
          size: SIZE,
          detail: '',
        },
      })
    assert.equal(registry.blobs.size, 0)
  })

  it('sends once more what arrived wrong, and then says so', async () => {
    await using registry = await startFakeRegistry()
    const answer: Fault = {
      kind: 'answer',
      status: 400,
      body: '{"errors":[{"code":"DIGEST_INVALID","message":"no"}]}',
    }
    let broken = 0
    await using proxy = await startFaultProxy(registry.host, ({ method }) =>
      method === 'PUT' && broken++ < 1 ? answer : undefined,
    )
    const { starts } = await upload(proxy.host)
    assert.deepEqual(starts, [0, 0])
    registry.blobs.clear()
    proxy.plan = ({ method }) => (method === 'PUT' ? answer : undefined)
    await assert.rejects(upload(proxy.host), {
      failure: {
        topic: 'registry',
        reason: 'unexpected-answer',
        what: `push the blob ${DIGEST}`,
        status: 400,
        detail: 'DIGEST_INVALID: no',
      },
    })
  })

  it('refuses to go on at a strange address', async () => {
    for (const value of ['ftp://x/y', 'http://user:pw@127.0.0.1/x', 'http://[']) {
      await using registry = await startFakeRegistry()
      await using proxy = await startFaultProxy(registry.host, ({ method }) =>
        method === 'POST' ? { kind: 'header', name: 'location', value } : undefined,
      )
      await assert.rejects(upload(proxy.host), (error: { failure?: { reason: string } }) => {
        assert.equal(error.failure?.reason, 'bad-location')
        return true
      })
    }
  })
})

const crane = findCrane(process.env)
const SERVERS = [
  { name: 'docker-registry', start: () => startDockerRegistry() },
  { name: 'crane registry serve', start: crane ? () => startCraneRegistry(crane) : undefined },
]

for (const { name, start } of SERVERS) {
  describe(
    `uploadBlob to ${name}`,
    { skip: start === undefined && 'there is no crane here' },
    () => {
      if (start === undefined) return
      for (const chunkSize of [undefined, 100_000]) {
        it(`survives a broken body, ${chunkSize === undefined ? 'whole' : 'in chunks'}`, async () => {
          await using registry = await start()
          for (const bytes of [0, 1, 70_000, SIZE - 1]) {
            let broken = 0
            await using proxy = await startFaultProxy(registry.host, ({ method }) =>
              (method === 'PUT' || method === 'PATCH') && broken++ === 1
                ? { kind: 'reset-during', bytes }
                : undefined,
            )
            await upload(proxy.host, chunkSize)
          }
        })
      }
    },
  )
}

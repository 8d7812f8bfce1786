import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { ExpectedFailure } from '../../core/failure.ts'
import { serveLoopback } from '../../testing/http_server.ts'
import { startFakeRegistry } from '../../testing/fake_registry.ts'
import { startFaultProxy } from '../../testing/fault_proxy.ts'
import { memoryImage } from '../../testing/memory_image.ts'
import { clientOptions, pushTo, QUICK_RETRIES } from '../../testing/registry_client.ts'
import type { TempDir } from '../../testing/temp_dir.ts'
import { tempDir } from '../../testing/temp_dir.ts'
import { bytesBody } from './http/bytes_body.ts'
import type { Retry } from './http/backoff.ts'
import type { Call, RegistryOptions } from './session.ts'
import { RegistrySession } from './session.ts'
import { RepositoryClient } from './repository.ts'
import { messageOf } from '../../testing/saying.ts'

function registryAt(host: string, options: Partial<RegistryOptions> = {}): RegistrySession {
  return new RegistrySession({ registry: host, name: 'test/image' }, clientOptions(options))
}

const GET: Call = { method: 'GET', to: '/v2/', what: 'look', scopes: [], accept: [200] }

function reasonIs(reason: string): (error: unknown) => boolean {
  return (error) => {
    assert(error instanceof ExpectedFailure, String(error))
    assert.equal(error.failure.reason, reason)
    return true
  }
}

describe('a registry that cannot be reached', () => {
  it('is told of at once', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    server.close()
    await once(server, 'close')
    using registry = registryAt(`127.0.0.1:${port}`)
    await assert.rejects(registry.send(GET), {
      failure: {
        topic: 'registry',
        reason: 'unreachable',
        registry: `127.0.0.1:${port}`,
        cause: 'connection refused',
      },
    })
    assert.equal(registry.requests, 1)
  })

  it('is told of when its name is unknown', async () => {
    using registry = registryAt('no-such-host.invalid')
    await assert.rejects(registry.send(GET), reasonIs('unreachable'))
  })

  it('is tried again when it answered before', async () => {
    const server = await serveLoopback((_, response) => response.end())
    const retries: Retry[] = []
    using registry = registryAt(server.host, { onRetry: (retry) => retries.push(retry) })
    ;(await registry.send(GET)).discard()
    await server[Symbol.asyncDispose]()
    await assert.rejects(registry.send(GET), reasonIs('gave-up'))
    assert.equal(retries.length, QUICK_RETRIES.attempts - 1)
  })
})

describe('waiting', () => {
  it('is as long as the registry asks', async () => {
    const waits: number[] = []
    let count = 0
    await using server = await serveLoopback((_, response) => {
      count += 1
      if (count > 1) response.end()
      else response.writeHead(429, { 'retry-after': '1' }).end()
    })
    using registry = registryAt(server.host, { onRetry: ({ waitMs }) => waits.push(waitMs) })
    ;(await registry.send(GET)).discard()
    assert.deepEqual(waits, [1000])
  })

  it('is not as long as any registry asks', async () => {
    await using server = await serveLoopback((_, response) => {
      response.writeHead(503, { 'retry-after': '86400' }).end()
    })
    using registry = registryAt(server.host)
    await assert.rejects(registry.send(GET), reasonIs('busy'))
  })

  it('ends at once when somebody interrupts', async () => {
    await using server = await serveLoopback((_, response) => {
      response.writeHead(503, { 'retry-after': '1' }).end()
    })
    const interruption = new AbortController()
    const registry = registryAt(server.host, {
      signal: interruption.signal,
      onRetry: () => interruption.abort(new Error('Ctrl-C')),
    })
    await assert.rejects(registry.send(GET), /Ctrl-C/)
  })
})

describe('an exchange', () => {
  it('ends when nothing moves for too long', async () => {
    await using server = await serveLoopback(() => undefined)
    const timeouts = { connect: 1000, idle: 50, answer: 50 }
    using registry = registryAt(server.host, { timeouts })
    await assert.rejects(registry.send(GET), reasonIs('gave-up'))
  })

  it('ends when an answer stops half way', async () => {
    await using server = await serveLoopback((_, response) => {
      response.writeHead(200, { 'content-length': 10 })
      response.write('12345')
    })
    const timeouts = { connect: 1000, idle: 50, answer: 50 }
    using registry = registryAt(server.host, { timeouts })
    const response = await registry.send(GET)
    await assert.rejects(response.readAll(100, 1000), /connection|aborted|time/)
  })

  for (const [title, head] of [
    ['its body', 'HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n'],
    ['its head', 'HTTP/1.1 200 OK\r\nx: '],
  ] as const) {
    it(`ends when an answer drips for ever, in ${title}`, async () => {
      await using server = await serveLoopback((request) => {
        const { socket } = request
        socket.write(head)
        const drops = setInterval(() => socket.write('x'), 5)
        socket.once('close', () => clearInterval(drops))
      })
      const timeouts = { connect: 1000, idle: 200, answer: 100 }
      using registry = registryAt(server.host, {
        timeouts,
        retry: { ...QUICK_RETRIES, attempts: 2 },
      })
      await assert.rejects(registry.sendAndRead(GET, 1_000_000), reasonIs('gave-up'))
    })
  }

  it('ends when interrupted in the middle of a body', async () => {
    await using server = await serveLoopback((request) => request.resume())
    const interruption = new AbortController()
    using registry = registryAt(server.host, { signal: interruption.signal })
    const body = {
      length: 1_000_000,
      async *open() {
        yield randomBytes(1000)
        interruption.abort(new Error('Ctrl-C'))
        await new Promise((resolve) => setTimeout(resolve, 10))
        yield randomBytes(1000)
      },
    }
    await assert.rejects(registry.send({ ...GET, method: 'PUT', body }), /Ctrl-C/)
  })

  it('stops sending when the answer is there', async () => {
    await using server = await serveLoopback((_, response) => {
      response.writeHead(413).end()
    })
    using registry = registryAt(server.host)
    let asked = 0
    const body = {
      length: 2 ** 40,
      async *open() {
        for (;;) {
          asked += 1
          yield new Uint8Array(64 * 1024)
          await new Promise((resolve) => setImmediate(resolve))
        }
      },
    }
    const response = await registry.send({ ...GET, method: 'PUT', body, accept: [413] })
    response.discard()
    assert(asked < 10_000)
  })

  it('does not use a buffer after the next chunk was asked for', async () => {
    const received: Buffer[] = []
    await using server = await serveLoopback((request, response) => {
      request.on('data', (chunk: Buffer) => received.push(chunk))
      request.on('end', () => response.end())
      // A slow reader: the kernel's buffers are full most of the time.
      const pause = setInterval(() => {
        request.pause()
        setTimeout(() => request.resume(), 1)
      }, 2)
      request.on('close', () => clearInterval(pause))
    })
    using registry = registryAt(server.host)
    const bytes = randomBytes(20_000_000)
    const body = {
      length: bytes.length,
      async *open() {
        const buffer = Buffer.alloc(1_000_000)
        for (let at = 0; at < bytes.length; at += buffer.length) {
          bytes.copy(buffer, 0, at)
          yield buffer
          buffer.fill(0)
          await Promise.resolve()
        }
      },
    }
    const response = await registry.send({ ...GET, method: 'PUT', body })
    response.discard()
    assert(Buffer.concat(received).equals(bytes))
  })
})

describe('a proxy', () => {
  it('is asked for other hosts, and never for this one', async () => {
    const seen: string[] = []
    await using proxy = await serveLoopback((request, response) => {
      seen.push(request.url ?? '')
      response.end()
    })
    await using server = await serveLoopback((_, response) => response.end())
    const env = { HTTP_PROXY: `http://${proxy.host}`, HOME: '/nonexistent' }
    using far = registryAt('registry.invalid:8000', { env, insecure: true })
    ;(await far.send(GET)).discard()
    using near = registryAt(server.host, { env })
    ;(await near.send(GET)).discard()
    assert.deepEqual(seen, ['http://registry.invalid:8000/v2/'])
  })
})

describe('a redirect', () => {
  it('is followed, and Authorization is not shown to another host', async () => {
    const seen: (string | undefined)[] = []
    await using store = await serveLoopback((request, response) => {
      seen.push(request.headers.authorization)
      response.end('blob')
    })
    await using server = await serveLoopback((request, response) => {
      if (request.headers.authorization === undefined) {
        response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end()
      } else {
        seen.push('registry was told')
        response.writeHead(307, { location: `http://${store.host}/signed?secret=1` }).end()
      }
    })
    await using home = await authFile(server.host)
    using registry = registryAt(server.host, { env: { HOME: home.path } })
    const response = await registry.send(GET)
    assert.equal(Buffer.from((await response.readAll(10, 1000)) ?? []).toString(), 'blob')
    assert.deepEqual(seen, ['registry was told', undefined])
  })

  it('carries the body of an upload along', async () => {
    let received = ''
    await using server = await serveLoopback((request, response) => {
      if (request.url === '/v2/') {
        request.resume()
        response.writeHead(308, { location: '/elsewhere' }).end()
      } else {
        request.on('data', (chunk: Buffer) => (received += chunk.toString()))
        request.on('end', () => response.end())
      }
    })
    using registry = registryAt(server.host)
    const call: Call = { ...GET, method: 'PUT', body: bytesBody(Buffer.from('hello')) }
    ;(await registry.send(call)).discard()
    assert.equal(received, 'hello')
  })

  it('is not followed for ever', async () => {
    await using server = await serveLoopback((request, response) => {
      response.writeHead(302, { location: `${request.url ?? ''}x` }).end()
    })
    using registry = registryAt(server.host)
    await assert.rejects(registry.send(GET), reasonIs('bad-location'))
    assert(registry.requests < 20)
  })

  it('is not followed out of HTTP', async () => {
    for (const location of [
      'file:///etc/passwd',
      'ftp://x/',
      'http://u:p@127.0.0.1/',
      'http://[',
    ]) {
      await using server = await serveLoopback((_, response) => {
        response.writeHead(302, { location }).end()
      })
      using registry = registryAt(server.host)
      await assert.rejects(registry.send(GET), reasonIs('bad-location'))
    }
  })
})

describe('a hostile registry', () => {
  it('cannot make us read a huge manifest', async () => {
    await using server = await serveLoopback((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const write = (): void => {
        while (response.write(Buffer.alloc(1 << 20)));
        response.once('drain', write)
      }
      write()
    })
    using registry = registryAt(server.host)
    const client = new RepositoryClient(registry)
    await assert.rejects(client.getManifest('latest'), reasonIs('too-large'))
  })

  it('cannot pass another manifest off for the one that was asked for', async () => {
    await using server = await startFakeRegistry()
    const digest = `sha256:${'1'.repeat(64)}`
    server.manifests.set(digest, { mediaType: 'x/y', bytes: Buffer.from('{}') })
    using registry = registryAt(server.host)
    const client = new RepositoryClient(registry)
    await assert.rejects(client.getManifest(digest), reasonIs('wrong-content'))
  })

  it('cannot write to the terminal', async () => {
    await using server = await startFakeRegistry()
    const body = JSON.stringify({ errors: [{ code: '\u001b]0;x\u0007', message: 'm' }] })
    await using proxy = await startFaultProxy(server.host, ({ method }) =>
      method === 'POST' ? { kind: 'answer', status: 400, body } : undefined,
    )
    const image = memoryImage({ layers: [] })
    await assert.rejects(pushTo(proxy.host, image), (error: Error) => {
      // eslint-disable-next-line no-control-regex -- that is the question
      assert.doesNotMatch(messageOf(error), /[\u0000-\u001f\u007f]/)
      return reasonIs('unexpected-answer')(error)
    })
  })
})

async function authFile(host: string): Promise<TempDir> {
  const directory = await tempDir()
  await mkdir(join(directory.path, '.docker'))
  const auth = Buffer.from('user:secret').toString('base64')
  const file = { auths: { [host]: { auth } } }
  await writeFile(join(directory.path, '.docker/config.json'), JSON.stringify(file))
  return directory
}

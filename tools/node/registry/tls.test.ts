import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ExpectedFailure } from '../../core/failure.ts'
import { makeCertificate } from '../../testing/certificate.ts'
import { startDockerRegistry } from '../../testing/docker_registry.ts'
import { serveTls } from '../../testing/http_server.ts'
import { memoryImage } from '../../testing/memory_image.ts'
import { clientOptions, pushTo } from '../../testing/registry_client.ts'
import type { RunningRegistry } from '../../testing/registry_server.ts'
import { tempDir } from '../../testing/temp_dir.ts'
import { RegistrySession } from './session.ts'
import { RepositoryClient } from './repository.ts'

const image = memoryImage({ layers: [{ files: { a: 'b' }, compression: 'gzip' }] })

interface TlsRegistry extends RunningRegistry {
  readonly certificate: string
}

async function startTlsRegistry(): Promise<TlsRegistry> {
  await using stack = new AsyncDisposableStack()
  const directory = stack.use(await tempDir())
  const certificate = await makeCertificate(directory.path)
  const registry = stack.use(await startDockerRegistry({ certificate }))
  const all = stack.move()
  return {
    host: registry.host,
    certificate: certificate.certificate,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

describe('TLS', () => {
  it('is refused under an unknown authority, with the way out', async () => {
    await using registry = await startTlsRegistry()
    await assert.rejects(pushTo(registry.host, image), (error: unknown) => {
      assert(error instanceof ExpectedFailure)
      assert.equal(error.failure.reason, 'untrusted')
      return true
    })
  })

  it('is trusted under an authority that somebody names', async () => {
    await using registry = await startTlsRegistry()
    await pushTo(registry.host, image, {}, { caFiles: [registry.certificate] })
    const byName = registry.host.replace('127.0.0.1', 'localhost')
    await pushTo(byName, image, {}, { caFiles: [registry.certificate] })
  })

  it('is not verified where somebody wants that', async () => {
    await using registry = await startTlsRegistry()
    await pushTo(registry.host, image, {}, { insecure: true })
  })

  for (const [what, status, headerOf] of [
    ['a store', 307, (other: string) => ({ location: `https://${other}/blob` })],
    [
      'a token server',
      401,
      (other: string) => ({ 'www-authenticate': `Bearer realm="https://${other}/token"` }),
    ],
  ] as const) {
    it(`is verified with ${what} that an unverified registry sends people to`, async () => {
      await using directory = await tempDir()
      const certificate = await makeCertificate(directory.path)
      let served = 0
      await using other = await serveTls(certificate, (_, response) => {
        served += 1
        response.end('{}')
      })
      await using registry = await serveTls(certificate, (_, response) =>
        response.writeHead(status, headerOf(other.host)).end(),
      )
      const options = clientOptions({ insecure: true })
      using client = new RegistrySession({ registry: registry.host, name: 'test/image' }, options)
      await assert.rejects(new RepositoryClient(client).getManifest('latest'), (error: unknown) => {
        assert(error instanceof ExpectedFailure)
        assert(error.failure.reason === 'untrusted-other')
        assert.equal(error.failure.host, other.host)
        return true
      })
      assert.equal(served, 0)
    })
  }

  it('is wanted of a token server, before it is told anything', async () => {
    await using directory = await tempDir()
    const certificate = await makeCertificate(directory.path)
    const challenge = { 'www-authenticate': 'Bearer realm="http://tokens.invalid/"' }
    await using registry = await serveTls(certificate, (_, response) =>
      response.writeHead(401, challenge).end(),
    )
    const options = clientOptions({ caFiles: [certificate.certificate] })
    using client = new RegistrySession({ registry: registry.host, name: 'test/image' }, options)
    await assert.rejects(new RepositoryClient(client).getManifest('latest'), (error: unknown) => {
      assert(error instanceof ExpectedFailure)
      assert(error.failure.reason === 'token-server')
      assert.match(error.failure.problem, /without TLS/)
      return true
    })
    assert.equal(client.requests, 1)
  })

  it('needs a file that is there', async () => {
    await using registry = await startTlsRegistry()
    await assert.rejects(pushTo(registry.host, image, {}, { caFiles: ['/no/such.pem'] }), {
      name: 'ExpectedFailure',
    })
  })
})

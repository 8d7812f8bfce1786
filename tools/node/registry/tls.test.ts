import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ExpectedFailure } from '../../core/failure.ts'
import { makeCertificate } from '../testing/certificate.ts'
import { startDockerRegistry } from '../testing/docker_registry.ts'
import { memoryImage } from '../testing/memory_image.ts'
import { pushTo } from '../testing/registry_client.ts'
import type { RunningRegistry } from '../testing/registry_server.ts'
import { tempDir } from '../testing/temp_dir.ts'

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

  it('needs a file that is there', async () => {
    await using registry = await startTlsRegistry()
    await assert.rejects(pushTo(registry.host, image, {}, { caFiles: ['/no/such.pem'] }), {
      name: 'ExpectedFailure',
    })
  })
})

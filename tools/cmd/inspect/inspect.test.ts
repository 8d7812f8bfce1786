import assert from 'node:assert/strict'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { openLayout } from '../../node/layout/layout_source.ts'
import { startFakeRegistry } from '../../testing/fake_registry.ts'
import { memoryImage } from '../../testing/memory_image.ts'
import { pushTo } from '../../testing/registry_client.ts'
import { runRt } from '../testing/run_rt.ts'
import { tinyLayer } from '../testing/tiny_layer.ts'

const image = memoryImage({ layers: [{ files: { a: 'a' }, compression: 'gzip' }] })

async function rt(path: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runRt(path, args)
  assert.deepEqual([code, stderr], [0, ''])
  return stdout
}

/** A directory with two images and their index. */
async function scratch(): Promise<AsyncDisposable & { readonly path: string }> {
  const directory = await mkdtempDisposable(join(tmpdir(), 'inspect-'))
  const { path } = directory
  const { set, entry } = tinyLayer(path, 'a.tar', 'one')
  const settings = ['--entrypoint=/app/a b', '--env=A=b', '--label=l=1', '--annotation=n=2']
  for (const architecture of ['amd64', 'arm64']) {
    const platform = ['--os=linux', `--architecture=${architecture}`]
    const out = `--out=${architecture}`
    await rt(path, 'image', 'build', out, ...platform, ...settings, `--layers=${set}`, '--', entry)
  }
  await rt(path, 'image', 'index', '--out=index', '--image=amd64', '--image=arm64')
  return { path, [Symbol.asyncDispose]: () => directory.remove() }
}

describe('rt inspect', () => {
  it('shows settings and a table of manifest, config and layers', async () => {
    await using place = await scratch()
    const { root } = await openLayout({ directory: join(place.path, 'amd64') })
    const text = await rt(place.path, 'inspect', 'amd64')
    const lines = text.split('\n')
    assert.deepEqual(lines.slice(0, 9), [
      `Image       ${root.digest}`,
      'Platform    linux/amd64',
      'Created     1970-01-01T00:00:00Z',
      'Layers      1, 2.5 KiB',
      'Entrypoint  ["/app/a b"]',
      'Env         A=b',
      'Label       l=1',
      'Annotation  n=2',
      '',
    ])
    assert.match(lines[9] ?? '', /^WHAT +MEDIA TYPE +SIZE +DIGEST$/)
    assert.match(lines[10] ?? '', /^manifest +application\/vnd\.oci\.image\.manifest\.v1\+json /)
    assert.match(lines[11] ?? '', /^config +application\/vnd\.oci\.image\.config\.v1\+json /)
    assert.match(
      lines[12] ?? '',
      /^a\.tar +application\/vnd\.oci\.image\.layer\.v1\.tar +2\.5 KiB +sha256:[0-9a-f]{12}$/,
    )
    assert.equal(lines.length, 14)
  })

  it('shows an index and each of its images', async () => {
    await using place = await scratch()
    const text = await rt(place.path, 'inspect', 'index')
    assert.match(text, /^Index +sha256:.*\nMedia type +.*index.*\nImages +2\n\nImage /)
    assert.deepEqual(text.match(/^Platform +.*$/gm), [
      'Platform    linux/amd64',
      'Platform    linux/arm64',
    ])
  })

  it('prints JSON with the documents as they are', async () => {
    await using place = await scratch()
    const report = JSON.parse(await rt(place.path, 'inspect', '--json', 'index')) as {
      readonly kind: string
      readonly images: readonly {
        readonly digest: string
        readonly platform: unknown
        readonly configDocument: { readonly config: unknown }
        readonly layers: readonly { readonly what: string; readonly stored: boolean }[]
      }[]
    }
    assert.equal(report.kind, 'index')
    const image = report.images[1]
    const { root } = await openLayout({ directory: join(place.path, 'arm64') })
    assert.equal(image?.digest, root.digest)
    assert.deepEqual(image.platform, { os: 'linux', architecture: 'arm64' })
    assert.deepEqual(image.configDocument.config, {
      Entrypoint: ['/app/a b'],
      Env: ['A=b'],
      Labels: { l: '1' },
    })
    assert.deepEqual(
      image.layers.map(({ what, stored }) => [what, stored]),
      [['a.tar', true]],
    )
  })

  it('shows an image of a registry without reading its layers', async () => {
    await using place = await scratch()
    await using registry = await startFakeRegistry()
    const { root } = await pushTo(registry.host, image)
    const before = registry.requests.length
    const text = await rt(place.path, 'inspect', `${registry.host}/test/image`)
    assert.match(text, new RegExp(`^Image +${root.digest}$`, 'm'))
    assert.match(text, /^Platform +linux\/amd64$/m)
    assert.equal(registry.requests.length - before, 2)
    const layout = await rt(place.path, 'inspect', 'arm64')
    assert.equal(await rt(place.path, 'inspect', 'oci:arm64'), layout)
  })

  it('says what is not there', async () => {
    await using registry = await startFakeRegistry()
    const wanted = `${registry.host}/a/b:v1`
    const { code, stderr } = await runRt('/', ['inspect', wanted], { HOME: '/nonexistent' })
    assert.equal(code, 1)
    assert.match(stderr, /^rt inspect: Cannot find "127.*\/a\/b:v1" in the registry\n/)
    const path = await runRt('/', ['inspect', './no/such'], { HOME: '/nonexistent' })
    assert.match(path.stderr, /^rt inspect: Cannot read "\/no\/such" as an OCI image layout/)
  })

  it('says what is not an image', async () => {
    await using place = await scratch()
    const { code, stderr } = await runRt(place.path, ['inspect', '.'])
    assert.equal(code, 1)
    assert.match(
      stderr,
      /^rt inspect: Cannot read ".*" as an OCI image layout: it has no oci-layout\n/,
    )
  })
})

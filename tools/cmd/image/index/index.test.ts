import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempDisposable, readFile, readlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { Descriptor } from '../../../core/descriptor.ts'
import { digestOfHex, hexOfDigest } from '../../../core/digest.ts'
import { serializeLayerSet } from '../../../core/layer_set_json.ts'
import { formatPlatform } from '../../../core/oci/platform.ts'
import { readIndex } from '../../../node/blob/documents.ts'
import { openLayout } from '../../../node/layout/layout_source.ts'
import { runRt } from '../../testing/run_rt.ts'
import type { TinyLayer } from '../../testing/tiny_layer.ts'
import { tinyLayer } from '../../testing/tiny_layer.ts'

/** An execution root with one layer, and images of it by platform. */
interface TestImages extends AsyncDisposable {
  readonly path: string
  readonly layer: TinyLayer
  /** Makes an image in the directory `name`. */
  readonly image: (name: string, ...options: readonly string[]) => Promise<void>
}

async function place(): Promise<TestImages> {
  const directory = await mkdtempDisposable(join(tmpdir(), 'index-'))
  const { path } = directory
  const layer = tinyLayer(path, 'a.tar', 'one')
  const image = async (name: string, ...options: readonly string[]): Promise<void> => {
    const common = ['image', 'build', `--out=${name}`, '--os=linux', `--layers=${layer.set}`]
    const { stderr } = await runRt(path, [...common, ...options, '--', layer.entry])
    assert.equal(stderr, '')
  }
  return { path, layer, image, [Symbol.asyncDispose]: () => directory.remove() }
}

async function makeIndex(path: string, ...args: readonly string[]): Promise<readonly Descriptor[]> {
  const run = await runRt(path, ['image', 'index', '--out=index', ...args])
  assert.deepEqual(run, { code: 0, stdout: '', stderr: '' })
  const source = await openLayout({ directory: join(path, 'index') })
  return (await readIndex(source, source.root)).manifests
}

const platforms = (manifests: readonly Descriptor[]): readonly (string | undefined)[] =>
  manifests.map(({ platform }) => platform && formatPlatform(platform))

describe('rt image index', () => {
  it('makes what skopeo takes for an index, in the order given, with links to the layers', async () => {
    await using root = await place()
    await root.image('arm', '--architecture=arm64', '--variant=v8')
    await root.image('amd', '--architecture=amd64')
    const args = ['--digest-out=d', '--image=arm', '--image=amd', '--annotation=a=b=c']
    const manifests = await makeIndex(root.path, ...args)
    assert.deepEqual(platforms(manifests), ['linux/arm64/v8', 'linux/amd64'])
    const blob = `blobs/sha256/${hexOfDigest(root.layer.layer.digest)}`
    assert.equal(await readlink(join(root.path, 'index', blob)), `../../../arm/${blob}`)
    const skopeo = (...words: readonly string[]): string =>
      execFileSync('skopeo', words, { encoding: 'utf8' })
    const copy = `oci:${join(root.path, 'copy')}:all`
    const index = `oci:${join(root.path, 'index')}`
    skopeo('copy', '--quiet', '--all', '--preserve-digests', index, copy)
    const raw = skopeo('inspect', '--raw', copy)
    assert.deepEqual((JSON.parse(raw) as { annotations: unknown }).annotations, { a: 'b=c' })
    await writeFile(join(root.path, 'raw'), raw)
    const digest = skopeo('manifest-digest', join(root.path, 'raw'))
    assert.equal(digest, await readFile(join(root.path, 'd'), 'utf8'))
  })

  it('flattens an index among the images, and keeps what it says of them', async () => {
    await using root = await place()
    await root.image('amd', '--architecture=amd64')
    await root.image('arm', '--architecture=arm64')
    await root.image('s390x', '--architecture=s390x')
    const source = await openLayout({ directory: join(root.path, 'amd') })
    const platform = { os: 'linux', architecture: 'amd64', variant: 'v3' }
    const entry = { ...source.root, platform, annotations: { kept: 'yes' } }
    await writeFile(join(root.path, 'amd/index.json'), JSON.stringify({ manifests: [entry] }))
    const nested = await runRt(root.path, [
      'image',
      'index',
      '--out=nested',
      '--image=arm',
      '--image=s390x',
    ])
    assert.equal(nested.stderr, '')
    const manifests = await makeIndex(root.path, '--image=amd', '--image=nested')
    assert.deepEqual(platforms(manifests), ['linux/amd64', 'linux/arm64', 'linux/s390x'])
  })

  it('leaves recipes out, as their layer sets go with the images', async () => {
    await using root = await place()
    const digest = digestOfHex('0'.repeat(64))
    const content = {
      kind: 'recipe',
      parts: [{ kind: 'zeros', size: root.layer.layer.size }],
    } as const
    const layers = [{ ...root.layer.layer, digest, content }]
    await writeFile(join(root.path, 'w.json'), serializeLayerSet({ version: 1, layers }))
    await root.image('amd', '--architecture=amd64', '--layers=w.json')
    const manifests = await makeIndex(root.path, '--image=amd')
    assert.equal(manifests.length, 1)
  })

  it('says which images are for one platform, and what else is wrong', async () => {
    await using root = await place()
    await root.image('one', '--architecture=amd64')
    await root.image('two', '--architecture=amd64', '--env=A=b')
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [['--image=one', '--image=two'], /for linux\/amd64 into one index: "one" and "two"\n/],
      [['--image=one', '--image=one'], /"one" and "one"\n/],
      [[], /^rt image index: Cannot make an image index without images\n/],
      [['--image=none'], /Cannot read "none" as an OCI image layout: it has no oci-layout\n/],
      [['--image=one', '--annotation=x'], /the value of annotations: current value is "x"\n/],
    ]
    for (const [args, expected] of cases) {
      const { code, stderr } = await runRt(root.path, ['image', 'index', '--out=x', ...args])
      assert.equal(code, 1)
      assert.match(stderr, expected)
    }
  })
})

import assert from 'node:assert/strict'
import { mkdir, mkdtempDisposable, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import type { Descriptor } from '../../core/descriptor.ts'
import { diffIdOf } from '../../core/digest.ts'
import type { Failure } from '../../core/failure.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { lookupIn } from '../../core/file_keys.ts'
import type { Content, LayerSet } from '../../core/layer_set.ts'
import { OCI_MANIFEST } from '../../core/media_types.ts'
import { indexBytes } from '../../core/oci/index_document.ts'
import { digestOf } from '../../testing/memory_image.ts'
import { fileBlob } from '../blob/content.ts'
import { readManifest } from '../blob/documents.ts'
import type { ImageSource } from '../blob/image_source.ts'
import type { ReadRemote } from './layout_source.ts'
import { blobFile, openLayout } from './layout_source.ts'

const text = (content: string): Buffer => Buffer.from(content)
const REF_NAME = 'org.opencontainers.image.ref.name'

/** A layout directory that a test fills by hand, as another program would. */
class Layout {
  readonly path: string

  constructor(path: string) {
    this.path = path
  }

  async put(mediaType: string, bytes: Uint8Array): Promise<Descriptor> {
    const digest = digestOf(bytes)
    await this.write(blobFile('', digest), bytes)
    return { mediaType, digest, size: bytes.length }
  }

  async write(name: string, content: Uint8Array | string): Promise<void> {
    await mkdir(dirname(join(this.path, name)), { recursive: true })
    await writeFile(join(this.path, name), content)
  }

  async finish(...manifests: readonly Descriptor[]): Promise<void> {
    await this.write('oci-layout', '{"imageLayoutVersion": "1.0.0"}')
    await this.write('index.json', indexBytes({ manifests, annotations: {} }))
  }

  async failure(options: { readonly reference?: string } = {}): Promise<Failure> {
    return failureOf(openLayout({ directory: this.path, ...options }))
  }
}

async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  try {
    await promise
  } catch (error) {
    assert.ok(error instanceof ExpectedFailure, String(error))
    return error.failure
  }
  return assert.fail('expected a failure')
}

async function scratch(): Promise<AsyncDisposable & { readonly layout: Layout }> {
  const directory = await mkdtempDisposable(join(tmpdir(), 'layout-'))
  const layout = new Layout(join(directory.path, 'image'))
  return { layout, [Symbol.asyncDispose]: () => directory.remove() }
}

async function read(source: ImageSource, descriptor: Descriptor): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of source.blob(descriptor).open()) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString()
}

function layerSet(bytes: Uint8Array, content: Content): LayerSet {
  const digest = digestOf(bytes)
  const layer = { digest, size: bytes.length, diffId: diffIdOf(digest), annotations: {} }
  return { version: 1, layers: [{ mediaType: 'x/layer', description: 'x', ...layer, content }] }
}

describe('openLayout()', () => {
  it('opens the only image, reads its documents and streams its blobs, links included', async () => {
    await using place = await scratch()
    const { layout } = place
    const config = await layout.put('x/config', text('{}'))
    const layer = await layout.put('x/layer', text('bytes'))
    const document = { schemaVersion: 2, config, layers: [layer] }
    const manifest = await layout.put(OCI_MANIFEST, text(JSON.stringify(document)))
    await layout.finish(manifest)
    await rm(blobFile(layout.path, layer.digest))
    await layout.write('../layer.tar', 'bytes')
    await symlink('../../../layer.tar', blobFile(layout.path, layer.digest))
    const source = await openLayout({ directory: layout.path })
    assert.deepEqual(source.root, manifest)
    assert.deepEqual((await readManifest(source, source.root)).layers, [layer])
    assert.equal(await read(source, layer), 'bytes')
    assert.equal(source.blob(layer).file, blobFile(layout.path, layer.digest))
  })

  it('chooses by reference name, and takes one image with several names as one', async () => {
    await using place = await scratch()
    const { layout } = place
    const named = (descriptor: Descriptor, name: string): Descriptor => ({
      ...descriptor,
      annotations: { [REF_NAME]: name },
    })
    const one = await layout.put(OCI_MANIFEST, text('1'))
    const two = await layout.put(OCI_MANIFEST, text('2'))
    await layout.finish(named(one, 'a'), named(one, 'b'))
    assert.equal((await openLayout({ directory: layout.path })).root.digest, one.digest)
    await layout.finish(named(one, 'a'), two)
    const chosen = await openLayout({ directory: layout.path, reference: 'a' })
    assert.equal(chosen.root.digest, one.digest)
    const other = await openLayout({ directory: layout.path, reference: two.digest })
    assert.equal(other.root.digest, two.digest)
    assert.deepEqual(await layout.failure(), {
      topic: 'image',
      reason: 'ambiguous-layout',
      path: layout.path,
      images: ['a', two.digest],
    })
    assert.deepEqual(await layout.failure({ reference: 'c' }), {
      topic: 'image',
      reason: 'unknown-reference',
      path: layout.path,
      reference: 'c',
      available: ['a', two.digest],
    })
  })

  it('says what a directory lacks to be a layout', async () => {
    await using place = await scratch()
    const { layout } = place
    const problem = async (): Promise<string> => {
      const failure = await layout.failure()
      return failure.reason === 'not-a-layout' ? failure.problem : failure.reason
    }
    assert.equal(await problem(), 'it has no oci-layout')
    await layout.write('oci-layout', '{"imageLayoutVersion": "2.0.0"}')
    assert.match(await problem(), /version is "2.0.0"/)
    await layout.write('oci-layout', '{"imageLayoutVersion": "1.0.0"}')
    assert.equal(await problem(), 'it has no index.json')
    await layout.write('index.json', 'x')
    assert.match(await problem(), /^index\.json: the document: is not JSON/)
    await layout.finish()
    assert.equal(await problem(), 'index.json has no image')
  })

  it('refuses images of Docker schema 1 by their media type', async () => {
    await using place = await scratch()
    const { layout } = place
    const mediaType = 'application/vnd.docker.distribution.manifest.v1+prettyjws'
    await layout.finish(await layout.put(mediaType, text('{}')))
    const failure = await layout.failure()
    assert.equal(failure.reason === 'unsupported-media-type' && failure.mediaType, mediaType)
  })

  it('refuses documents that are missing, changed, longer or shorter', async () => {
    await using place = await scratch()
    const { layout } = place
    const root = await layout.put(OCI_MANIFEST, text('{"a":1}'))
    await layout.finish(root)
    const source = await openLayout({ directory: layout.path })
    for (const content of ['{"a":2}', '{"a":1} ', '{}']) {
      await layout.write(blobFile('', root.digest), content)
      assert.equal((await failureOf(source.readSmall(root))).reason, 'changed-content', content)
    }
    await rm(blobFile(layout.path, root.digest))
    assert.equal((await failureOf(source.readSmall(root))).reason, 'missing-blob')
  })

  it('refuses a document that is too large to be one, whatever its digest', async () => {
    await using place = await scratch()
    const { layout } = place
    const root = await layout.put(OCI_MANIFEST, Buffer.alloc((4 << 20) + 1, ' '))
    await layout.finish(root)
    const source = await openLayout({ directory: layout.path })
    assert.equal((await failureOf(source.readSmall(root))).reason, 'malformed-document')
  })
})

describe('openLayout() with layer sets', () => {
  const bytes = text('header and weights')
  const descriptor = { mediaType: 'x/layer', digest: digestOf(bytes), size: bytes.length }
  const recipe: Content = {
    kind: 'recipe',
    parts: [
      { kind: 'literal', base64: text('header and ').toString('base64') },
      { kind: 'file', file: '_main/shards/1', size: 'weights'.length },
    ],
  }

  it('streams layers that are not in the directory: recipes, and files by their key', async () => {
    await using place = await scratch()
    const { layout } = place
    await layout.finish(await layout.put(OCI_MANIFEST, text('{}')))
    await layout.write('../shards/1', 'weights')
    await layout.write('../layer.tar', bytes)
    const lookup = lookupIn(
      new Map([
        ['_main/shards', join(layout.path, '../shards')],
        ['_main/layer.tar', join(layout.path, '../layer.tar')],
      ]),
    )
    for (const content of [recipe, { kind: 'blob', file: '_main/layer.tar' } as const]) {
      const layerSets = [layerSet(bytes, content)]
      const source = await openLayout({ directory: layout.path, layerSets, lookup })
      assert.equal(await read(source, descriptor), bytes.toString())
      assert.equal(source.blob(descriptor).file === undefined, content.kind === 'recipe')
    }
  })

  it('takes the blob of the directory first', async () => {
    await using place = await scratch()
    const { layout } = place
    await layout.finish(await layout.put(OCI_MANIFEST, text('{}')))
    await layout.put('x/layer', bytes)
    const layerSets = [layerSet(bytes, recipe)]
    const source = await openLayout({ directory: layout.path, layerSets })
    assert.equal(await read(source, descriptor), bytes.toString())
  })

  it('fails on reading what nothing can give, not before', async () => {
    await using place = await scratch()
    const { layout } = place
    await layout.finish(await layout.put(OCI_MANIFEST, text('{}')))
    const reason = async (layerSets: readonly LayerSet[]): Promise<string> => {
      const source = await openLayout({ directory: layout.path, layerSets })
      assert.equal(source.blob(descriptor).file, undefined)
      return (await failureOf(read(source, descriptor))).reason
    }
    assert.equal(await reason([]), 'missing-blob')
    assert.equal(await reason([layerSet(bytes, { kind: 'blob', file: 'x' })]), 'missing-blob')
    assert.equal(await reason([layerSet(bytes, recipe)]), 'unknown-key')
    const repository = 'docker.io/library/debian'
    const content = { kind: 'registry', repository, file: 'x' } as const
    assert.equal(await reason([layerSet(bytes, content)]), 'not-fetched')
  })

  it('asks the registry of a layer only when no file has it', async () => {
    await using place = await scratch()
    const { layout } = place
    await layout.finish(await layout.put(OCI_MANIFEST, text('{}')))
    await layout.write('../layer.tar', bytes)
    const content = { kind: 'registry', repository: 'a.io/b', file: 'pulled/layer' } as const
    const asked: string[] = []
    const readRemote: ReadRemote = ({ registry, name }, wanted) => {
      asked.push(`${registry} ${name}`)
      return fileBlob(wanted, join(layout.path, '../layer.tar'))
    }
    const options = { directory: layout.path, layerSets: [layerSet(bytes, content)], readRemote }
    const source = await openLayout(options)
    assert.deepEqual(source.blob(descriptor).origin, { registry: 'a.io', name: 'b' })
    assert.equal(await read(source, descriptor), bytes.toString())
    assert.deepEqual([...new Set(asked)], ['a.io b'])
    asked.length = 0
    const files = new Map([['pulled/layer', join(layout.path, '../layer.tar')]])
    const fetched = await openLayout({ ...options, lookup: lookupIn(files) })
    assert.equal(await read(fetched, descriptor), bytes.toString())
    assert.deepEqual(fetched.blob(descriptor).origin, { registry: 'a.io', name: 'b' })
    assert.deepEqual(asked, [])
  })
})

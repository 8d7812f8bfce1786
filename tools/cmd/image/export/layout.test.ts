import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { blobPath } from '../../../core/oci/blob_path.ts'
import type { Descriptor } from '../../../core/descriptor.ts'
import { diffIdOf, hexOfDigest } from '../../../core/digest.ts'
import { serializeLayerSet } from '../../../core/layer_set_json.ts'
import { OCI_LAYER, OCI_LAYER_ZSTD } from '../../../core/media_types.ts'
import { parseLayoutIndex } from '../../../core/oci/index_document.ts'
import { parseManifest } from '../../../core/oci/manifest.ts'
import { writeTarballDirectory } from '../../../node/tarball/tarball_directory.ts'
import { planTarball } from '../../../node/tarball/tarball_plan.ts'
import { readManifest } from '../../../node/blob/documents.ts'
import { openLayout } from '../../../node/layout/layout_source.ts'
import type { MemoryImage } from '../../../testing/memory_image.ts'
import { digestOf, memoryImage, memoryIndex } from '../../../testing/memory_image.ts'
import { readTar } from '../../../testing/tar_reader.ts'
import { tempDir } from '../../../testing/temp_dir.ts'
import { runRt } from '../../testing/run_rt.ts'

const image = memoryImage({
  layers: [
    { files: { base: 'base' }, compression: 'gzip' },
    { files: { app: 'app' }, compression: 'zstd' },
  ],
})

async function writeLayout(path: string, source: MemoryImage): Promise<void> {
  await writeTarballDirectory(path, source, await planTarball(source, 'oci-dir', []))
}

/** The media types of the layers of the image in a tar. */
async function mediaTypesOf(tar: string): Promise<readonly string[]> {
  const entries = new Map((await readTar(tar)).map(({ name, content }) => [name, content]))
  const index = parseLayoutIndex(entries.get('index.json') ?? new Uint8Array())
  const [root] = index.ok ? index.value.manifests : []
  assert(root)
  const bytes = entries.get(blobPath(root.digest)) ?? new Uint8Array()
  const manifest = parseManifest(bytes, root.mediaType)
  assert(manifest.ok)
  return manifest.value.layers.map(({ mediaType }) => mediaType)
}

describe('rt image export', () => {
  it('copies an image whole, under its names', async () => {
    await using directory = await tempDir()
    await writeLayout(join(directory.path, 'image'), image)
    await writeFile(join(directory.path, 'names'), 'ghcr.io/org/model:v1\n')
    const args = [
      'image',
      'export',
      '--format=oci-dir',
      '--out=out',
      '--image=image',
      '--tag=org/model',
    ]
    const { code, stderr } = await runRt(directory.path, [...args, '--tags-file=names'])
    assert.equal(code, 0, stderr)
    const copy = await openLayout({ directory: join(directory.path, 'out'), reference: 'v1' })
    assert.equal(copy.root.digest, image.root.digest)
    assert.equal((await readdir(join(directory.path, 'out/blobs/sha256'))).length, image.blobs.size)
  })

  it('keeps zstd layers in an OCI archive and not in a docker archive, unless told', async () => {
    await using directory = await tempDir()
    await writeLayout(join(directory.path, 'image'), image)
    const typeOf = async (...args: readonly string[]): Promise<string | undefined> => {
      await rm(join(directory.path, 'out'), { force: true })
      const all = ['image', 'export', '--out=out', '--image=image', ...args]
      const { code, stderr } = await runRt(directory.path, all)
      assert.equal(code, 0, stderr)
      return (await mediaTypesOf(join(directory.path, 'out')))[1]
    }
    assert.equal(await typeOf('--format=oci-tar'), OCI_LAYER_ZSTD)
    assert.equal(await typeOf('--format=oci-tar', '--zstd=decompress'), OCI_LAYER)
    assert.equal(await typeOf('--format=docker-tar'), OCI_LAYER)
    assert.equal(await typeOf('--format=docker-tar', '--zstd=keep'), OCI_LAYER_ZSTD)
  })

  it('materialises layers that are links or recipes from where their files are', async () => {
    await using directory = await tempDir()
    const weights = new Uint8Array(512).fill(4)
    const recipe = memoryImage({ layers: [{ files: { weights }, compression: 'none' }] })
    const [layer] = (await readManifest(recipe, recipe.root)).layers as readonly [Descriptor]
    await writeLayout(join(directory.path, 'image'), recipe)
    await rm(join(directory.path, 'image/blobs/sha256', hexOfDigest(layer.digest)))
    await mkdir(join(directory.path, 'elsewhere'))
    await writeFile(join(directory.path, 'elsewhere/w.bin'), weights)
    const header = Buffer.from(recipe.blobs.get(layer.digest)?.subarray(0, 512) ?? [])
    await writeFile(
      join(directory.path, 'layers.json'),
      serializeLayerSet({
        version: 1,
        layers: [
          {
            ...layer,
            diffId: diffIdOf(layer.digest),
            annotations: {},
            description: '',
            content: {
              kind: 'recipe',
              parts: [
                { kind: 'literal', base64: header.toString('base64') },
                { kind: 'file', file: '_main/w.bin', size: 512 },
                { kind: 'zeros', size: 1024 },
              ],
            },
          },
        ],
      }),
    )
    const args = [
      'image',
      'export',
      '--format=oci-dir',
      '--out=out',
      '--image=image',
      '--layers=layers.json',
    ]
    const entry = 'file\t_main/w.bin\telsewhere/w.bin'
    const { code, stderr } = await runRt(directory.path, [...args, '--', entry])
    assert.equal(code, 0, stderr)
    const blob = await readFile(join(directory.path, 'out/blobs/sha256', hexOfDigest(layer.digest)))
    assert.equal(digestOf(blob), layer.digest)
    await rm(join(directory.path, 'out'), { recursive: true })
    const without = await runRt(directory.path, args)
    assert.equal(without.code, 1)
    assert.match(without.stderr, /Cannot find the file of key "_main\/w\.bin"/)
    assert.deepEqual((await readdir(directory.path)).sort(), ['elsewhere', 'image', 'layers.json'])
  })

  describe('of an index', () => {
    const index = memoryIndex([
      { image, platform: { os: 'linux', architecture: 'amd64' } },
      { image, platform: { os: 'linux', architecture: 'arm64' } },
    ])

    it('copies all images, or the one for a platform', async () => {
      await using directory = await tempDir()
      await writeLayout(join(directory.path, 'image'), index)
      const args = ['image', 'export', '--format=oci-dir', '--image=image']
      await runRt(directory.path, [...args, '--out=all'])
      await runRt(directory.path, [...args, '--out=one', '--platform=linux/arm64'])
      const rootOf = async (name: string): Promise<string> =>
        (await openLayout({ directory: join(directory.path, name) })).root.digest
      assert.equal(await rootOf('all'), index.root.digest)
      assert.equal(await rootOf('one'), image.root.digest)
    })

    it('asks for a platform where docker archives hold one image', async () => {
      await using directory = await tempDir()
      await writeLayout(join(directory.path, 'image'), index)
      const args = ['image', 'export', '--format=docker-tar', '--image=image', '--out=out']
      const { code, stderr } = await runRt(directory.path, args)
      assert.equal(code, 1)
      assert.match(stderr, /accepted: one image: linux\/amd64, linux\/arm64/)
      assert.equal((await runRt(directory.path, [...args, '--platform=linux/arm64'])).code, 0)
    })
  })

  const BAD = [
    [
      ['--format=zip'],
      /--format: current value is "zip"\n {2}accepted: oci-dir, oci-tar, docker-tar/,
    ],
    [['--format=oci-tar', '--tag=A'], /Cannot name an image "A"/],
    [['--format=oci-tar', '--tags-file=none'], /Cannot find the file "none"/],
    [['--format=oci-tar', '--layers=none'], /Cannot find the file "none"/],
    [['--format=oci-tar', '--', 'link\ta'], /Cannot read an entry line/],
    [
      ['--format=oci-dir', '--out=image'],
      /Cannot write "image": it is there already and not empty/,
    ],
  ] as const
  for (const [args, message] of BAD) {
    it(`refuses ${args.join(' ')}`, async () => {
      await using directory = await tempDir()
      await writeLayout(join(directory.path, 'image'), image)
      const all = ['image', 'export', '--out=out', '--image=image', ...args]
      const { code, stderr } = await runRt(directory.path, all)
      assert.equal(code, 1, stderr)
      assert.match(stderr, message)
      assert.deepEqual(await readdir(directory.path), ['image'])
    })
  }
})

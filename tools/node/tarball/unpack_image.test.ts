import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import type { Pack } from 'tar-stream'
import { pack } from 'tar-stream'
import { buffer } from 'node:stream/consumers'
import { ExpectedFailure } from '../../core/failure.ts'
import { digestOf, memoryImage, memoryIndex } from '../../testing/memory_image.ts'
import type { TempDir } from '../../testing/temp_dir.ts'
import { tempDir } from '../../testing/temp_dir.ts'
import { writeTarballFile } from './tarball_file.ts'
import { planTarball } from './tarball_plan.ts'
import { tarballStream } from './tarball_stream.ts'
import { readBaseImage } from '../layout/base_image.ts'
import { contentsOf } from '../blob/contents.ts'
import type { ImageSource } from '../blob/image_source.ts'
import { openLayout } from '../layout/layout_source.ts'
import { unpackImage } from './unpack_image.ts'
import { messageOf } from '../../testing/saying.ts'

const image = memoryImage({
  layers: [
    { files: { a: 'a'.repeat(70_000) }, compression: 'none' },
    { files: { b: 'b' }, compression: 'gzip' },
  ],
  entrypoint: ['/a'],
})

/** Unpacks an archive and reads every byte of the layout. */
async function unpack(directory: TempDir, archive: string): Promise<ImageSource> {
  const out = join(directory.path, 'layout')
  await unpackImage(join(directory.path, archive), out)
  const source = await openLayout({ directory: out })
  for (const blob of (await contentsOf(source)).blobs)
    for await (const chunk of source.blob(blob).open()) assert(chunk.length > 0)
  return source
}

async function failureOf(directory: TempDir, archive: string): Promise<string> {
  try {
    await unpack(directory, archive)
  } catch (error) {
    assert(error instanceof ExpectedFailure, String(error))
    return messageOf(error)
  }
  return 'none'
}

async function writeOciTar(directory: TempDir, name: string, source: ImageSource): Promise<void> {
  const plan = await planTarball(source, 'oci-tar', [])
  await writeTarballFile(join(directory.path, name), tarballStream(source, plan))
}

async function writeTar(
  directory: TempDir,
  name: string,
  fill: (tar: Pack) => void,
): Promise<Buffer> {
  const tar = pack()
  fill(tar)
  tar.finalize()
  const bytes = await buffer(Readable.from(tar))
  await writeFile(join(directory.path, name), bytes)
  return bytes
}

describe('unpackImage()', () => {
  it('opens the tar of a layout, also a compressed one, with the same digest', async () => {
    await using directory = await tempDir()
    await writeOciTar(directory, 'image.tar', image)
    assert.equal((await unpack(directory, 'image.tar')).root.digest, image.root.digest)
    const plain = await readFile(join(directory.path, 'image.tar'))
    await writeFile(join(directory.path, 'image.tar.gz'), gzipSync(plain))
    assert.equal((await unpack(directory, 'image.tar.gz')).root.digest, image.root.digest)
  })

  it('keeps an index with all its images', async () => {
    await using directory = await tempDir()
    const index = memoryIndex([{ image, platform: { os: 'linux', architecture: 'amd64' } }])
    await writeOciTar(directory, 'index.tar', index)
    assert.equal((await unpack(directory, 'index.tar')).root.digest, index.root.digest)
  })

  it('opens what skopeo writes for docker load: the config, hence the image ID, is the same', async () => {
    await using directory = await tempDir()
    await writeOciTar(directory, 'image.tar', image)
    const [from, to] = ['image.tar', 'docker.tar'].map((name) => join(directory.path, name))
    const copy = [
      'copy',
      '--quiet',
      `oci-archive:${from ?? ''}`,
      `docker-archive:${to ?? ''}:a/b:v1`,
    ]
    await promisify(execFile)('skopeo', copy)
    const base = await readBaseImage(await unpack(directory, 'docker.tar'), {}, 'docker.tar')
    const original = await readBaseImage(image, {}, 'image')
    assert.deepEqual(base.config.diffIds, original.config.diffIds)
    assert.deepEqual(base.config.run.entrypoint, ['/a'])
  })

  it('follows the links of older archives', async () => {
    await using directory = await tempDir()
    const layer = await writeTar(directory, 'layer.tar', (tar) => tar.entry({ name: 'x' }, 'x'))
    const diffId = digestOf(layer)
    const config = {
      os: 'linux',
      architecture: 'amd64',
      rootfs: { type: 'layers', diff_ids: [diffId, diffId] },
    }
    const manifest = [
      { Config: 'c.json', Layers: ['one/layer.tar', 'two/layer.tar'], RepoTags: null },
    ]
    await writeTar(directory, 'old.tar', (tar) => {
      tar.entry({ name: 'two/layer.tar', type: 'symlink', linkname: '../one/layer.tar' })
      tar.entry({ name: 'one/layer.tar' }, layer)
      tar.entry({ name: 'c.json' }, JSON.stringify(config))
      tar.entry({ name: 'manifest.json' }, JSON.stringify(manifest))
    })
    const base = await readBaseImage(await unpack(directory, 'old.tar'), {}, 'old.tar')
    assert.deepEqual(
      base.manifest.layers.map(({ digest }) => digest),
      [diffId, diffId],
    )
  })

  it('says what is no image', async () => {
    await using directory = await tempDir()
    const file = (name: string, fill: (tar: Pack) => void): Promise<Buffer> =>
      writeTar(directory, name, fill)
    await file('empty.tar', () => undefined)
    assert.match(await failureOf(directory, 'empty.tar'), /it is a tar without index\.json/)
    await writeFile(join(directory.path, 'text.tar'), 'text')
    assert.match(
      await failureOf(directory, 'text.tar'),
      /Cannot read the archive ".*it is not a tar/,
    )
    assert.match(await failureOf(directory, 'none.tar'), /none\.tar/)
    await file('two.tar', (tar) => {
      const images = [
        { Config: 'a.json', Layers: [], RepoTags: ['a:1'] },
        { Config: 'b.json', Layers: [] },
      ]
      tar.entry({ name: 'manifest.json' }, JSON.stringify(images))
    })
    assert.match(await failureOf(directory, 'two.tar'), /Cannot choose an image of ".*": it has 2/)
    await file('lacking.tar', (tar) => {
      const images = [{ Config: 'a.json', Layers: ['l.tar'] }]
      tar.entry({ name: 'manifest.json' }, JSON.stringify(images))
    })
    assert.match(
      await failureOf(directory, 'lacking.tar'),
      /it has no "l\.tar", which its manifest/,
    )
  })

  it('refuses what is damaged or would leave the directory', async () => {
    await using directory = await tempDir()
    const hex = '0'.repeat(64)
    const cases: readonly (readonly [(tar: Pack) => void, RegExp])[] = [
      [(tar) => tar.entry({ name: `blobs/sha256/${hex}` }, 'x'), /has the digest sha256:/],
      [
        (tar) => tar.entry({ name: '../up' }, 'x'),
        /Cannot unpack "\.\.\/up" of ".*": its name has/,
      ],
      [(tar) => tar.entry({ name: 'manifest.json' }, '{'), /its manifest\.json: /],
      [
        (tar) => tar.entry({ name: 'index.json' }, Buffer.alloc((4 << 20) + 1)),
        /its index\.json is larger than 4 MiB/,
      ],
    ]
    for (const [fill, expected] of cases) {
      await writeTar(directory, 'bad.tar', fill)
      assert.match(await failureOf(directory, 'bad.tar'), expected)
    }
    await writeOciTar(directory, 'image.tar', image)
    const bytes = await readFile(join(directory.path, 'image.tar'))
    await writeFile(join(directory.path, 'cut.tar'), bytes.subarray(0, 40_000))
    assert.match(await failureOf(directory, 'cut.tar'), /Cannot read the archive/)
  })
})

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { lstat, mkdir, readFile, readdir, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ppid } from 'node:process'
import { describe, it } from 'node:test'
import type { Descriptor } from '../../core/descriptor.ts'
import { hexOfDigest } from '../../core/digest.ts'
import { openLayout } from '../layout/layout_source.ts'
import { memoryImage } from '../../testing/memory_image.ts'
import { tempDir } from '../../testing/temp_dir.ts'
import type { DownloadState } from './blob_download.ts'
import { LayoutStore } from './layout_store.ts'
import { OWNER } from '../layout/process_owner.ts'
import { pull } from './pull.ts'
import type { ResumableBlob } from './registry_source.ts'

const image = memoryImage({
  layers: [
    { files: { weights: 'w'.repeat(300_000) }, compression: 'none' },
    { files: { code: 'c'.repeat(200_000) }, compression: 'none' },
  ],
})
const other = memoryImage({ layers: [{ files: { code: 'other' }, compression: 'gzip' }] })
const [HOST = ''] = OWNER.split('-')

/** A layer of the image as a registry offers it: to be had from the middle on. */
function layer(): ResumableBlob & { readonly hex: string; resumedAt: number } {
  const [descriptor] = largeBlobs()
  assert(descriptor !== undefined)
  const source = image.blob(descriptor)
  return {
    ...source,
    hex: hexOfDigest(descriptor.digest),
    resumedAt: -1,
    resume({ offset }: DownloadState) {
      this.resumedAt = offset
      return source.open(offset)
    },
  }
}

function largeBlobs(): readonly Descriptor[] {
  return [...image.blobs].flatMap(([digest, { length }]) =>
    length > 100_000 ? [{ mediaType: 'application/octet-stream', digest, size: length }] : [],
  )
}

async function deadProcess(): Promise<number> {
  const child = spawn('true')
  await once(child, 'exit')
  assert(child.pid !== undefined)
  return child.pid
}

/** Writes the start of the layer as a part of that name. */
async function leavePart(directory: string, name: string, length: number): Promise<string> {
  const { hex, descriptor } = layer()
  await mkdir(join(directory, 'blobs/sha256'), { recursive: true })
  const path = join(directory, 'blobs/sha256', `${hex}.${name}`)
  await writeFile(path, image.blobs.get(descriptor.digest)?.subarray(0, length) ?? '')
  return path
}

async function store(directory: string): Promise<{ resumedAt: number; names: readonly string[] }> {
  const source = layer()
  const layout = await LayoutStore.open(directory)
  await layout.writeBlob(source, () => undefined)
  const path = join(directory, 'blobs/sha256')
  const content = await readFile(join(path, source.hex))
  assert(content.equals(image.blobs.get(source.descriptor.digest) ?? Buffer.alloc(0)))
  return { resumedAt: source.resumedAt, names: (await readdir(path)).toSorted() }
}

describe('a layout that several pulls add to', () => {
  it('holds both images, whole, when they come at once', async () => {
    await using directory = await tempDir()
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    await Promise.all(
      names.map(async (name, index) =>
        pull({
          source: index % 2 === 0 ? image : other,
          store: await LayoutStore.open(directory.path),
          ...{ name, jobs: 2, observe: () => undefined, abort: () => undefined },
        }),
      ),
    )
    for (const [index, reference] of names.entries()) {
      const { root } = await openLayout({ directory: directory.path, reference })
      assert.equal(root.digest, (index % 2 === 0 ? image : other).root.digest)
    }
    const path = join(directory.path, 'blobs/sha256')
    const expected = [...image.blobs.keys(), ...other.blobs.keys()].map(hexOfDigest)
    assert.deepEqual((await readdir(path)).toSorted(), expected.toSorted())
    for (const [digest, bytes] of image.blobs) {
      assert((await readFile(join(path, hexOfDigest(digest)))).equals(bytes), digest)
    }
    assert.deepEqual((await readdir(directory.path)).toSorted(), [
      'blobs',
      'index.json',
      'oci-layout',
    ])
  })

  it('gets a blob right that two write at the same time', async () => {
    await using directory = await tempDir()
    const [first, second] = await Promise.all([store(directory.path), store(directory.path)])
    assert.deepEqual([first.resumedAt, second.resumedAt], [0, 0])
    assert.deepEqual(await readdir(join(directory.path, 'blobs/sha256')), [layer().hex])
  })

  it('goes on from the longest part of those who died, and clears up', async () => {
    await using directory = await tempDir()
    await leavePart(directory.path, `${HOST}-${await deadProcess()}.0123456789ab.part`, 200_000)
    await leavePart(directory.path, 'part', 1000)
    const { resumedAt, names } = await store(directory.path)
    assert.equal(resumedAt, 200_000)
    assert.deepEqual(names, [layer().hex])
  })

  it('leaves the part of a living process alone, and that of another machine', async () => {
    await using directory = await tempDir()
    await leavePart(directory.path, `${HOST}-${ppid}.0123456789ab.part`, 200_000)
    await leavePart(directory.path, `00000000-${await deadProcess()}.0123456789ab.part`, 1000)
    const { resumedAt, names } = await store(directory.path)
    assert.equal(resumedAt, 0)
    assert.equal(names.length, 3)
  })

  it('does not write through a link that lies in wait', async () => {
    await using directory = await tempDir()
    await mkdir(join(directory.path, 'blobs/sha256'), { recursive: true })
    const outside = join(directory.path, 'outside')
    await writeFile(outside, 'mine')
    const { hex } = layer()
    await symlink(outside, join(directory.path, 'blobs/sha256', `${hex}.part`))
    await symlink(outside, join(directory.path, 'blobs/sha256', hex))
    await store(directory.path)
    assert.equal(await readFile(outside, 'utf8'), 'mine')
    assert((await lstat(join(directory.path, 'blobs/sha256', hex))).isFile())
  })

  for (const [title, owner, age] of [
    ['of a process that died', 'dead', 0],
    ['that nobody can still be holding', '00000000-1', 3600],
  ] as const) {
    it(`takes away a lock ${title}`, async () => {
      await using directory = await tempDir()
      const layout = await LayoutStore.open(directory.path)
      const lock = join(directory.path, 'index.json.lock')
      await writeFile(lock, owner === 'dead' ? `${HOST}-${await deadProcess()}` : owner)
      const then = Date.now() / 1000 - age
      await utimes(lock, then, then)
      await layout.add(image.root, 'x')
      await assert.rejects(lstat(lock), { code: 'ENOENT' })
    })
  }
})

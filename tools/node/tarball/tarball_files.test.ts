import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'
import { ExpectedFailure } from '../../core/failure.ts'
import type { MemoryImage } from '../../testing/memory_image.ts'
import { memoryImage } from '../../testing/memory_image.ts'
import { tempDir } from '../../testing/temp_dir.ts'
import { writeTarballDirectory } from './tarball_directory.ts'
import { writeTarballFile } from './tarball_file.ts'
import { planTarball } from './tarball_plan.ts'
import { tarballStream } from './tarball_stream.ts'
import { contentsOf } from '../blob/contents.ts'
import type { ImageSource } from '../blob/image_source.ts'
import { openLayout } from '../layout/layout_source.ts'
import { messageOf, saying } from '../../testing/saying.ts'

const execute = promisify(execFile)

const image = memoryImage({
  layers: [{ files: { data: new Uint8Array(3 << 20).fill(1) }, compression: 'none' }],
})

/** Both ways of writing an image out, into a path. */
const WRITERS = {
  async directory(path: string, source: ImageSource): Promise<void> {
    await writeTarballDirectory(path, source, await planTarball(source, 'oci-dir', []))
  },
  async tar(path: string, source: ImageSource): Promise<void> {
    const plan = await planTarball(source, 'docker-tar', [])
    await writeTarballFile(path, tarballStream(source, plan))
  },
} as const

function failing(source: MemoryImage): ImageSource {
  return {
    ...source,
    blob: (descriptor) => ({
      ...source.blob(descriptor),
      async *open(): AsyncGenerator<Uint8Array> {
        yield* source.blob(descriptor).open()
        if (descriptor.size > 1 << 20) throw new Error('Changed')
      },
    }),
  }
}

for (const [title, write] of Object.entries(WRITERS)) {
  describe(`writing an image as a ${title}`, () => {
    it('leaves nothing but the whole', async () => {
      await using directory = await tempDir()
      await write(join(directory.path, 'out'), image)
      assert.deepEqual(await readdir(directory.path), ['out'])
    })

    it('leaves nothing when a source has changed', async () => {
      await using directory = await tempDir()
      await assert.rejects(write(join(directory.path, 'out'), failing(image)), /Changed/)
      assert.deepEqual(await readdir(directory.path), [])
    })

    it('leaves nothing when there is no space, and says so', async (t) => {
      await using directory = await tempDir()
      const small = join(directory.path, 'small')
      await mkdir(small)
      const mounted = await execute('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small]).then(
        () => true,
        () => false,
      )
      if (!mounted) return t.skip('mounting a small file system needs root')
      try {
        await assert.rejects(
          write(join(small, 'out'), image),
          saying(/no space is left for its \d+ bytes/),
        )
        assert.deepEqual(await readdir(small), [])
      } finally {
        await execute('umount', [small])
      }
    })

    it('says why it cannot write', async () => {
      await using directory = await tempDir()
      const path = join(directory.path, 'no', 'out')
      await assert.rejects(write(path, image), (error) => {
        assert(error instanceof ExpectedFailure)
        assert.match(messageOf(error), /^Cannot write ".*": its parent directory does not exist$/)
        return true
      })
    })
  })
}

describe('writeTarballFile', () => {
  it('keeps an older file when it fails', async () => {
    await using directory = await tempDir()
    const path = join(directory.path, 'out')
    await writeFile(path, 'older')
    await assert.rejects(WRITERS.tar(path, failing(image)))
    assert.equal(await readFile(path, 'utf8'), 'older')
  })
})

describe('writeTarballDirectory', () => {
  it('makes a layout that can be opened again', async () => {
    await using directory = await tempDir()
    const path = join(directory.path, 'out')
    await mkdir(path)
    await WRITERS.directory(path, image)
    const copy = await openLayout({ directory: path })
    assert.equal(copy.root.digest, image.root.digest)
    for (const descriptor of (await contentsOf(copy)).blobs)
      for await (const chunk of copy.blob(descriptor).open()) assert(chunk.length > 0)
  })

  it('refuses a directory that has something in it', async () => {
    await using directory = await tempDir()
    await writeFile(join(directory.path, 'mine'), '')
    await assert.rejects(
      WRITERS.directory(directory.path, image),
      saying(/it is there already and not empty/),
    )
    assert.deepEqual(await readdir(directory.path), ['mine'])
  })
})

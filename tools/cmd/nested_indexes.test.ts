import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { hexOfDigest } from '../core/digest.ts'
import { indexBytes } from '../core/oci/index_document.ts'
import { MAX_INDEX_DEPTH } from '../node/blob/image_tree.ts'
import type { FakeRegistry } from '../testing/fake_registry.ts'
import { startFakeRegistry } from '../testing/fake_registry.ts'
import type { MemoryImage } from '../testing/memory_image.ts'
import { memoryImage, memoryIndex } from '../testing/memory_image.ts'
import { Scratch } from '../testing/scratch.ts'
import { runRt } from './testing/run_rt.ts'

const image = memoryImage({ layers: [{ files: { a: 'b' }, compression: 'none' }] })

/** An image within so many indexes. */
function nested(indexes: number): MemoryImage {
  let root = image
  for (let made = 0; made < indexes; made += 1) root = memoryIndex([{ image: root }])
  return root
}

function writeLayout(scratch: Scratch, name: string, { root, blobs }: MemoryImage): void {
  scratch.write(`${name}/oci-layout`, '{"imageLayoutVersion":"1.0.0"}')
  scratch.write(`${name}/index.json`, indexBytes({ manifests: [root], annotations: {} }))
  for (const [digest, bytes] of blobs) {
    scratch.write(`${name}/blobs/sha256/${hexOfDigest(digest)}`, bytes)
  }
}

function store(registry: FakeRegistry, tag: string, { root, blobs }: MemoryImage): void {
  for (const [digest, blob] of blobs) {
    const bytes = Buffer.from(blob)
    registry.blobs.set(digest, bytes)
    const [, mediaType] = /"mediaType":"([^"]+)","schemaVersion"/.exec(bytes.toString()) ?? []
    if (mediaType !== undefined) registry.manifests.set(digest, { mediaType, bytes })
  }
  const manifest = registry.manifests.get(root.digest)
  assert.ok(manifest)
  registry.manifests.set(tag, manifest)
}

/** Every command that reads images whole or in part; LAYOUT is one, HOST a registry, OUT what is made. */
const COMMANDS = [
  'layout --image=LAYOUT --format=oci-dir --out=OUT',
  'layout --image=LAYOUT --format=oci-tar --out=OUT',
  'layout --image=LAYOUT --format=docker-tar --out=OUT',
  'layout --image=LAYOUT --format=oci-dir --platform=linux/amd64 --out=OUT',
  'load LAYOUT --tag=x --output=OUT',
  'load LAYOUT --tag=x --output=OUT --format=oci',
  'push LAYOUT HOST/pushed:v1',
  'copy oci:LAYOUT HOST/copied:v1',
  'copy oci:LAYOUT oci:OUT',
  'copy HOST/deep:LAYOUT oci:OUT',
  'pull HOST/deep:LAYOUT OUT',
  'inspect LAYOUT',
  'inspect HOST/deep:LAYOUT',
]

describe('indexes in one another', () => {
  let scratch: Scratch
  let registry: FakeRegistry
  before(async () => {
    scratch = await Scratch.make()
    registry = await startFakeRegistry()
    for (const depth of [MAX_INDEX_DEPTH, MAX_INDEX_DEPTH + 1]) {
      const deep = nested(depth)
      writeLayout(scratch, `nested${depth}`, deep)
      store(registry, `nested${depth}`, deep)
    }
  })
  after(async () => {
    await registry[Symbol.asyncDispose]()
    await scratch[Symbol.asyncDispose]()
  })

  for (const command of COMMANDS) {
    const run = (depth: number, out: string): ReturnType<typeof runRt> => {
      const filled = command
        .replaceAll('LAYOUT', `nested${depth}`)
        .replaceAll('HOST', registry.host)
        .replaceAll('OUT', out)
      return runRt(scratch.path(), filled.split(' '))
    }
    it(`${command}: whole, or refused`, async () => {
      const fine = await run(MAX_INDEX_DEPTH, `fine${COMMANDS.indexOf(command)}`)
      assert.equal(fine.code, 0, fine.stderr)
      const out = `refused${COMMANDS.indexOf(command)}`
      const { code, stdout, stderr } = await run(MAX_INDEX_DEPTH + 1, out)
      assert.deepEqual([code, stdout], [1, ''])
      assert.match(stderr, /indexes are nested deeper than 8\n/)
      assert.equal(existsSync(scratch.path(`${out}/index.json`)), false)
    })
  }
})

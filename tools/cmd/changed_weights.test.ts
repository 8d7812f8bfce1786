import assert from 'node:assert/strict'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { after, describe, it } from 'node:test'
import type { FakeRegistry } from '../testing/fake_registry.ts'
import { startFakeRegistry } from '../testing/fake_registry.ts'
import { Scratch } from '../testing/scratch.ts'
import type { RtOutcome } from './testing/run_rt.ts'
import { runRt, runRtWithoutPowers } from './testing/run_rt.ts'

const WEIGHTS = '_main/w/model.safetensors'
const LAYERS = '--layers=_main/w.json'

/** Builds an image of weights, in a directory that is the execution root and the runfiles as well. */
async function build(): Promise<Scratch> {
  const scratch = await Scratch.make()
  scratch.write(WEIGHTS, Buffer.alloc(300_000, 'weights'))
  const entries = ['--', 'source\tw\t_main/w', 'key\t_main/w\t_main/w']
  const image = [
    'image',
    'build',
    '--out=_main/image',
    '--os=linux',
    '--architecture=amd64',
    LAYERS,
  ]
  for (const args of [['layer', 'weights', LAYERS, ...entries], image])
    assert.deepEqual(await runRt(scratch.path(), args), { code: 0, stdout: '', stderr: '' })
  return scratch
}

const built = await build()
after(() => built[Symbol.asyncDispose]())

async function copyOfBuilt(): Promise<Scratch> {
  const scratch = await Scratch.make()
  cpSync(built.path('_main'), scratch.path('_main'), { recursive: true })
  return scratch
}

/** What becomes of weights after a build, and how an error tells it. */
const HARMS: readonly (readonly [string, (path: string, scratch: Scratch) => void, RegExp])[] = [
  [
    'has other bytes',
    (_, scratch) => scratch.write(WEIGHTS, Buffer.alloc(300_000, 'changed')),
    /: the content is not what was built \(sha256:\w{64}\)\n {2}accepted: sha256:\w{64}\n {2}fix: build the target again, and leave its files alone meanwhile; Bazel sees changes in a source directory only when its files are listed, as by glob\(\)\n$/,
  ],
  [
    'is shorter',
    (_, scratch) => scratch.write(WEIGHTS, 'short'),
    /: the content is not what was built \(5 bytes\)\n {2}accepted: 300000 bytes\n {2}fix: build/,
  ],
  [
    'is gone',
    (path) => rmSync(path),
    /Cannot find the file (of key )?"[^"]*model.safetensors"\n[^]* {2}fix: .*build/,
  ],
  [
    'is a directory',
    (path) => {
      rmSync(path)
      mkdirSync(path)
    },
    /Cannot read the file "[^"]*model.safetensors": it is (a directory|not a regular file)\n {2}fix: make it a file/,
  ],
  [
    'may not be read',
    (path) => chmodSync(path, 0),
    /Cannot read the file "[^"]*model.safetensors": permission denied\n {2}fix: /,
  ],
  [
    'is a link to itself',
    (path) => {
      rmSync(path)
      symlinkSync('model.safetensors', path)
    },
    /Cannot (find|read) the file (of key )?"[^"]*model.safetensors"(: its symbolic links form a loop)?\n/,
  ],
]

/** Who reads weights after a build. Each must leave nothing behind. */
const READERS: Readonly<
  Record<string, (scratch: Scratch, registry: FakeRegistry) => Promise<RtOutcome>>
> = {
  push: (scratch, { host }) =>
    runRtWithoutPowers(
      scratch.path(),
      ['push', '--image=_main/image', LAYERS, `--repository=${host}/a/b`, '--tag=v1', '--quiet'],
      { RUNFILES_DIR: scratch.path() },
    ),
  load: (scratch) =>
    runRtWithoutPowers(
      scratch.path(),
      ['load', '--image=_main/image', LAYERS, '--repo-tag=a/b', '--output=out.tar', '--quiet'],
      { RUNFILES_DIR: scratch.path() },
    ),
  layout: (scratch) =>
    runRtWithoutPowers(scratch.path(), [
      ...['image', 'export', '--format=oci-tar', '--out=out.tar', '--image=_main/image', LAYERS],
      ...['--', 'file\t_main/w\t_main/w'],
    ]),
}

for (const [reader, read] of Object.entries(READERS)) {
  describe(`rt ${reader} of weights that were built`, () => {
    it('reads them', async () => {
      await using scratch = await copyOfBuilt()
      await using registry = await startFakeRegistry()
      const { code, stderr } = await read(scratch, registry)
      assert.equal(code, 0, stderr)
      assert.ok(registry.manifests.has('v1') || readdirSync(scratch.path()).includes('out.tar'))
    })

    for (const [what, harm, complaint] of HARMS) {
      it(`leaves nothing behind when a file ${what}`, async () => {
        await using scratch = await copyOfBuilt()
        await using registry = await startFakeRegistry()
        harm(scratch.path(WEIGHTS), scratch)
        const { code, stdout, stderr } = await read(scratch, registry)
        assert.match(stderr, complaint)
        assert.equal(stderr.match(/^rt \w+(?: \w+)?: /gm)?.length, 1, stderr)
        assert.deepEqual([code, stdout], [1, ''])
        assert.deepEqual(readdirSync(scratch.path()), ['_main'])
        assert.equal(registry.manifests.size, 0)
        assert.ok([...registry.blobs.values()].every(({ length }) => length < 300_000))
      })
    }
  })
}

describe('rt push to a registry with a limit', () => {
  it('tags nothing, and says what to do', async () => {
    await using scratch = await copyOfBuilt()
    await using registry = await startFakeRegistry({ maxBody: 100_000 })
    const { layers } = JSON.parse(readFileSync(scratch.path('_main/w.json'), 'utf8')) as {
      readonly layers: readonly [{ readonly digest: string; readonly size: number }]
    }
    const push = READERS['push']
    assert.ok(push)
    const [{ digest, size }] = layers
    assert.deepEqual(await push(scratch, registry), {
      code: 1,
      stdout: '',
      stderr:
        `rt push: Cannot push the blob ${digest}: its ${size} bytes are too many for the registry, which answered 413\n` +
        "  fix: set max_layer_size to the registry's limit, so that the build makes smaller layers, or raise the limit\n",
    })
    assert.equal(registry.manifests.size, 0)
  })
})

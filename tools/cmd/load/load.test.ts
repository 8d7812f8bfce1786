import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Descriptor } from '../../core/descriptor.ts'
import { diffIdOf, hexOfDigest } from '../../core/digest.ts'
import { serializeLayerSet } from '../../core/layer_set_json.ts'
import { writeTarballDirectory } from '../../node/tarball/tarball_directory.ts'
import { planTarball } from '../../node/tarball/tarball_plan.ts'
import { readManifest } from '../../node/blob/documents.ts'
import type { TestEngine } from '../../testing/engines.ts'
import { startPodman } from '../../testing/engines.ts'
import type { MemoryImage } from '../../testing/memory_image.ts'
import { memoryArtifact, memoryImage, memoryIndex } from '../../testing/memory_image.ts'
import type { TempDir } from '../../testing/temp_dir.ts'
import { tempDir } from '../../testing/temp_dir.ts'
import { tinyProgram } from '../../testing/tiny_program.ts'
import type { RtOutcome } from '../testing/run_rt.ts'
import { runRt } from '../testing/run_rt.ts'

function greeter(text: string, platform?: { os: string; architecture: string }): MemoryImage {
  return memoryImage({
    layers: [{ files: { greet: tinyProgram(`${text}\n`) }, compression: 'zstd' }],
    entrypoint: ['/greet'],
    ...(platform && { platform }),
  })
}

async function writeLayout(path: string, image: MemoryImage): Promise<void> {
  await writeTarballDirectory(path, image, await planTarball(image, 'oci-dir', []))
}

/** What these tests read of what `--json` prints. */
interface Report {
  readonly engine: { readonly name: string } | null
  readonly output: string | null
  readonly route: string
  readonly names: readonly string[]
  readonly digest: string
  readonly imageId: string | null
  readonly layers: readonly { readonly status: string; readonly bytes: number }[]
}

describe('rt load with podman', () => {
  let directory: TempDir
  let podman: TestEngine | undefined
  let why = ''

  before(async () => {
    directory = await tempDir()
    const started = await startPodman(process.env)
    podman = started.engine
    why = started.missing ?? ''
  })
  after(async () => {
    await podman?.[Symbol.asyncDispose]()
    await directory[Symbol.asyncDispose]()
  })

  const load = (...args: readonly string[]): Promise<RtOutcome> =>
    runRt(directory.path, ['load', ...args, '--engine', 'podman'], podman?.env)

  it('prints the names that the image got', async (t) => {
    if (podman === undefined) return t.skip(why)
    await writeLayout(join(directory.path, 'hello'), greeter('hello'))
    const { code, stdout, stderr } = await load('hello', '--tag', 'test/hello', '--tag', 'other:v1')
    assert.deepEqual([code, stdout], [0, 'test/hello:latest\nother:v1\n'], stderr)
    assert.match(stderr, /^Loading test\/hello:latest, other:v1 into podman [\d.]+$/m)
    assert.match(stderr, /by a pull on loopback in .*: 1 of 1 layers sent/)
    assert.equal(await podman.runContainer('other:v1'), 'hello\n')
  })

  it('does nothing in a dry run', async (t) => {
    if (podman === undefined) return t.skip(why)
    await writeLayout(join(directory.path, 'dry'), greeter('dry'))
    const { code, stdout, stderr } = await load('dry', '--tag', 'test/dry', '--dry-run')
    assert.deepEqual([code, stdout], [0, ''])
    assert.match(
      stderr,
      /Nothing was done; layers that it lacks would be pulled on loopback by podman/,
    )
    assert.doesNotMatch(await podman.run('images'), /dry/)
  })

  it('prints one JSON document, and names only when asked to be quiet', async (t) => {
    if (podman === undefined) return t.skip(why)
    const image = greeter('json')
    await writeLayout(join(directory.path, 'json'), image)
    const first = await load('json', '--tag', 'test/json', '--json', '--quiet')
    const { config } = await readManifest(image, image.root)
    const report = JSON.parse(first.stdout) as Report
    assert.deepEqual(
      [report.engine?.name, report.route, report.digest, report.imageId, report.names],
      ['podman', 'registry', image.root.digest, config.digest, ['test/json:latest']],
    )
    assert.deepEqual(
      report.layers.map(({ status }) => status),
      ['uploaded'],
    )
    const again = await load('json', '--tag', 'test/json', '--json', '--quiet')
    const second = JSON.parse(again.stdout) as Report
    assert.deepEqual([second.route, second.layers[0]?.bytes], ['none', 0])
    const quiet = await load('json', '--tag', 'test/json', '--quiet')
    assert.deepEqual([quiet.stdout, quiet.stderr], ['test/json:latest\n', ''])
  })

  it("takes the engine's image of an index, or the one that is asked for", async (t) => {
    if (podman === undefined) return t.skip(why)
    const amd64 = { os: 'linux', architecture: 'amd64' }
    const arm64 = { os: 'linux', architecture: 'arm64' }
    const own = greeter('amd64', amd64)
    const other = greeter('arm64', arm64)
    const index = memoryIndex([
      { image: other, platform: arm64 },
      { image: own, platform: amd64 },
    ])
    await writeLayout(join(directory.path, 'index'), index)
    const digestOf = async (...args: readonly string[]): Promise<string> => {
      const { stdout } = await load('index', '--tag', 'test/index', '--json', '--quiet', ...args)
      return (JSON.parse(stdout) as Report).digest
    }
    assert.equal(await digestOf(), own.root.digest)
    assert.equal(await digestOf('--platform', 'linux/arm64'), other.root.digest)
    const { code, stderr } = await load('index', '--tag', 'a', '--platform', 'linux/s390x')
    assert.equal(code, 1)
    assert.match(
      stderr,
      /Cannot find an image for linux\/s390x in the index\n {2}accepted: linux\/arm64, /,
    )
  })

  describe('with a recipe layer of runfiles', () => {
    const weights = new Uint8Array(700).fill(5)

    /** Runfiles of a load target whose layer is never written: a header, a file, zeros. */
    async function writeRunfiles(root: string): Promise<void> {
      const image = memoryImage({ layers: [{ files: { weights }, compression: 'none' }] })
      const [layer] = (await readManifest(image, image.root)).layers as readonly [Descriptor]
      await mkdir(join(root, '_main'), { recursive: true })
      await writeLayout(join(root, '_main/image'), image)
      await rm(join(root, '_main/image/blobs/sha256', hexOfDigest(layer.digest)))
      await writeFile(join(root, '_main/weights.bin'), weights)
      const header = Buffer.from(image.blobs.get(layer.digest)?.subarray(0, 512) ?? [])
      const set = serializeLayerSet({
        version: 1,
        layers: [
          {
            ...layer,
            diffId: diffIdOf(layer.digest),
            annotations: {},
            description: 'weights',
            content: {
              kind: 'recipe',
              parts: [
                { kind: 'literal', base64: header.toString('base64') },
                { kind: 'file', file: '_main/weights.bin', size: 700 },
                { kind: 'zeros', size: 324 + 1024 },
              ],
            },
          },
        ],
      })
      await writeFile(join(root, '_main/layers.json'), set)
      await writeFile(join(root, '_main/names.txt'), '# names\ntest/from-file:v2\n\n')
    }

    const target = ['load', '--image=_main/image', '--layers=_main/layers.json']

    for (const route of ['registry', 'tar']) {
      it(`streams it from its source files by ${route}, and refuses changed ones`, async (t) => {
        if (podman === undefined) return t.skip(why)
        const root = join(directory.path, `runfiles-${route}`)
        await writeRunfiles(root)
        const env = { ...podman.env, RUNFILES_DIR: root }
        const name = `--repo-tag=test/recipe:${route}`
        const rest = [name, '--repo-tags-file=_main/names.txt', '--engine=podman', `--via=${route}`]
        await writeFile(join(root, '_main/weights.bin'), new Uint8Array(700).fill(6))
        const changed = await runRt(directory.path, [...target, ...rest], env)
        assert.equal(changed.code, 1)
        assert.match(
          changed.stderr,
          /^rt load: Cannot use ".*weights\.bin": the content is not what was built/m,
        )
        assert.doesNotMatch(await podman.run('images'), /recipe/)
        await writeFile(join(root, '_main/weights.bin'), weights)
        const { code, stdout, stderr } = await runRt(directory.path, [...target, ...rest], env)
        assert.deepEqual([code, stdout], [0, `test/recipe:${route}\ntest/from-file:v2\n`], stderr)
        await podman.run('rmi', '--all', '--force')
      })
    }
  })
})

describe('rt load without an engine', () => {
  it('writes a tar that any engine takes', async () => {
    await using directory = await tempDir()
    await writeLayout(join(directory.path, 'layout'), greeter('hello'))
    const args = ['load', 'layout', '--tag', 'a', '--output', 'a.tar', '--json', '--quiet']
    const { code, stdout } = await runRt(directory.path, args)
    const report = JSON.parse(stdout) as Report
    assert.deepEqual([code, report.engine, report.route], [0, null, 'file'])
    assert.equal(report.output, join(directory.path, 'a.tar'))
    const tar = await readFile(join(directory.path, 'a.tar'), 'latin1')
    assert.match(tar, /"RepoTags":\["a:latest"\]/)
    assert.match(tar, /ustar.*ELF/s, 'layers are plain tars')
  })

  const BAD = [
    [
      ['layout'],
      /Cannot load an image without a name\n {2}accepted: .*\n {2}fix: pass --tag NAME:TAG$/m,
    ],
    [['layout', '--tag', 'A'], /Cannot name an image "A": .*upper-case/],
    [
      ['layout', '--tag', 'a', '--engine', 'rkt'],
      /--engine: current value is "rkt"\n {2}accepted: docker, podman, nerdctl/,
    ],
    [
      ['layout', '--tag', 'a', '--via', 'air'],
      /--via: current value is "air"\n {2}accepted: auto, registry, tar/,
    ],
    [
      ['layout', '--tag', 'a', '--format', 'zip'],
      /--format: current value is "zip"\n {2}accepted: docker, oci/,
    ],
    [['layout', '--tag', 'a', '--zstd', 'x'], /--zstd: current value is "x"/],
    [
      ['layout', '--tag', 'a', '--platform', 'amd64'],
      /--platform: current value is "amd64"\n {2}accepted: OS\/ARCH/,
    ],
    [['--tag', 'a'], /Cannot use the value of LAYOUT/],
    [['nowhere', '--tag', 'a'], /Cannot read ".*nowhere" as an OCI image layout/],
    [
      ['layout', '--tag', 'a', '--output', 'no/such/a.tar'],
      /Cannot write ".*": its parent directory does not exist/,
    ],
    [
      ['layout', '--tag', 'a', '--output', 'a.tar', '--engine', 'docker'],
      /--engine: current value is "docker"\n {2}accepted: no engine together/,
    ],
  ] as const
  for (const [args, message] of BAD) {
    it(`refuses ${args.join(' ')}`, async () => {
      await using directory = await tempDir()
      await writeLayout(join(directory.path, 'layout'), greeter('hello'))
      const { code, stdout, stderr } = await runRt(directory.path, ['load', ...args])
      assert.deepEqual([code, stdout], [1, ''], stderr)
      assert.match(stderr, message)
      assert.deepEqual(await readdir(directory.path), ['layout'])
    })
  }

  it('refuses to write a docker archive of what is not an image, and keeps it in an OCI archive', async () => {
    await using directory = await tempDir()
    const path = join(directory.path, 'artifact')
    await writeLayout(path, memoryArtifact(greeter('not to be run')))
    const args = ['load', 'artifact', '--tag', 'a', '--output', 'a.tar', '--quiet']
    const { code, stderr } = await runRt(directory.path, args)
    assert.equal(code, 1)
    assert.match(
      stderr,
      /its media type is "application\/vnd\.example\.config"\n {2}accepted: a container image/,
    )
    const oci = await runRt(directory.path, [...args, '--format', 'oci'])
    assert.equal(oci.code, 0, oci.stderr)
  })

  it('names every name that is wrong', async () => {
    await using directory = await tempDir()
    const { stderr } = await runRt(directory.path, ['load', 'x', '--tag', 'A', '--tag', 'b:-'])
    assert.match(stderr, /Cannot name an image "A".*Cannot name an image "b:-"/s)
  })

  it('says which engines were tried', async () => {
    await using directory = await tempDir()
    await writeLayout(join(directory.path, 'layout'), greeter('hello'))
    const env = { PATH: directory.path }
    const { code, stderr } = await runRt(directory.path, ['load', 'layout', '--tag', 'a'], env)
    assert.equal(code, 1)
    assert.match(
      stderr,
      /tried docker \(not on PATH\), podman \(not on PATH\), nerdctl \(not on PATH\)/,
    )
    assert.match(stderr, /fix: .*--engine NAME.*--output FILE\.tar/)
  })
})

describe('rt load with nerdctl', () => {
  /** Cannot pull, takes a tar, and knows names afterwards. */
  const FAKE = `#!/bin/sh
echo "$@" >> "$FAKE_LOG"
case "$1 $2" in
  info*) echo '{"ServerVersion":"2.0","OSType":"linux","Architecture":"x86_64"}' ;;
  'image inspect') [ -e "$FAKE_LOG.tar" ] && echo "$FAKE_ID" ;;
  pull*) echo 'cannot pull' >&2; exit 1 ;;
  load*) cat > "$FAKE_LOG.tar" ;;
  *) exit 0 ;;
esac
`

  it('speaks its command line', async () => {
    await using directory = await tempDir()
    const image = greeter('hello')
    await writeLayout(join(directory.path, 'layout'), image)
    await writeFile(join(directory.path, 'nerdctl'), FAKE, { mode: 0o755 })
    const log = join(directory.path, 'log')
    const args = ['load', 'layout', '--tag', 'a', '--tag', 'b:1', '--engine', 'nerdctl']
    const env = {
      PATH: `${directory.path}:/bin:/usr/bin`,
      FAKE_LOG: log,
      FAKE_ID: image.root.digest,
    }
    const { code, stderr } = await runRt(directory.path, args, env)
    assert.equal(code, 0, stderr)
    assert.match(
      stderr,
      /^Streaming a tar: it has not asked 127\.0\.0\.1:\d+ for anything \(.+\)$/m,
    )
    const lines = (await readFile(log, 'utf8')).trim().split('\n')
    const { config } = await readManifest(image, image.root)
    const temporary = /127\.0\.0\.1:\d+\/rt-load-[0-9a-f]+@sha256:[0-9a-f]+/
    assert.deepEqual(
      lines.map((line) => line.replace(temporary, 'TEMPORARY')),
      [
        'info --format {{json .}}',
        `image inspect --format {{.Id}} ${config.digest} ${image.root.digest}`,
        'pull --insecure-registry TEMPORARY',
        'rmi TEMPORARY',
        'load',
        'tag docker.io/library/a:latest docker.io/library/b:1',
        'image inspect --format {{.Id}} docker.io/library/a:latest',
        'image inspect --format {{.Id}} docker.io/library/b:1',
      ],
    )
    assert.match(await readFile(`${log}.tar`, 'latin1'), /"RepoTags":\["a:latest"\]/)
  })
})

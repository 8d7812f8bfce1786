import assert from 'node:assert/strict'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { describe, it } from 'node:test'
import { diffIdOf, hexOfDigest } from '../../core/digest.ts'
import { explain, describe as print } from '../../core/explain.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { serializeLayerSet } from '../../core/layer_set_json.ts'
import { OCI_LAYER } from '../../core/media_types.ts'
import type { Shell } from '../../node/shell.ts'
import { startFakeRegistry } from '../../testing/fake_registry.ts'
import { startFaultProxy } from '../../testing/fault_proxy.ts'
import { writeLayout } from '../../testing/layout_writer.ts'
import type { MemoryImage } from '../../testing/memory_image.ts'
import { memoryImage } from '../../testing/memory_image.ts'
import type { TempDir } from '../../testing/temp_dir.ts'
import { tempDir } from '../../testing/temp_dir.ts'
import { runProgram } from '../program.ts'
import { runRt } from '../testing/run_rt.ts'

const image = memoryImage({ layers: [{ files: { a: 'b' }, compression: 'none' }] })

/** A directory with the image in the layout `image`. */
async function withLayout(source: MemoryImage = image): Promise<TempDir> {
  const directory = await tempDir()
  await writeLayout(join(directory.path, 'image'), source)
  return directory
}

interface Outcome {
  readonly stdout: string
  readonly stderr: string
  /** What a person would see; undefined when it went well. */
  readonly failure: string | undefined
}

async function rt(
  directory: string,
  args: readonly string[],
  more: Partial<Shell> = {},
): Promise<Outcome> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const shell: Shell = {
    ...{ stdout, stderr, interactive: false, columns: 80, argv0: 'rt' },
    env: { HOME: '/nonexistent', RUNFILES_DIR: directory },
    workingDirectory: directory,
    signal: new AbortController().signal,
    context: 'rt push',
    explain: (failed) => explain(failed).message,
    ...more,
  }
  let failure: string | undefined
  try {
    await runProgram(shell, args)
  } catch (error) {
    if (!(error instanceof ExpectedFailure)) throw error
    failure = print(shell.context, error.failure)
  }
  return { stdout: await written(stdout), stderr: await written(stderr), failure }
}

function written(stream: PassThrough): Promise<string> {
  stream.end()
  return text(stream)
}

describe('rt push of a target', () => {
  it('refuses a word that says nothing, instead of pushing without a tag', async () => {
    await using directory = await tempDir()
    const { code, stderr } = await runRt(directory.path, [
      'push',
      '--image=_main/image',
      '--repository=127.0.0.1:1/x',
      'v1',
    ])
    assert.equal(code, 1)
    assert.match(
      stderr,
      /"v1" is not expected: the target says what is pushed\n {2}fix: write --tag v1/,
    )
  })
})

describe('rt push by hand', () => {
  it('prints the digest reference and nothing else on stdout', async () => {
    await using directory = await withLayout()
    await using registry = await startFakeRegistry()
    const reference = `${registry.host}/org/mnist:v1`
    const { stdout, stderr } = await rt(directory.path, ['push', 'image', reference])
    assert.equal(stdout, `${registry.host}/org/mnist@${image.root.digest}\n`)
    assert.match(stderr, /^layer .* uploaded in .*\n/m)
    assert.match(stderr, /^tag "v1" {2}written\n/m)
    assert(registry.manifests.has('v1'))
  })

  it('takes more tags', async () => {
    await using directory = await withLayout()
    await using registry = await startFakeRegistry()
    const tags = ['--tag', 'v2', '--tag=v3']
    await rt(directory.path, ['push', 'image', `${registry.host}/x:v1`, ...tags])
    assert.deepEqual([...registry.manifests.keys()].slice(1).toSorted(), ['v1', 'v2', 'v3'])
  })

  it('says that there are no tags', async () => {
    await using directory = await withLayout()
    await using registry = await startFakeRegistry()
    const { stderr } = await rt(directory.path, ['push', 'image', `${registry.host}/x`])
    assert.match(stderr, /no tags are given: pushing by digest only/)
    assert.deepEqual([...registry.manifests.keys()], [image.root.digest])
  })

  it('prints one JSON document, and progress as JSON lines', async () => {
    await using directory = await withLayout()
    await using registry = await startFakeRegistry()
    const args = ['push', 'image', `${registry.host}/x:v1`, '--json']
    const { stdout, stderr } = await rt(directory.path, args)
    const result = JSON.parse(stdout) as Record<string, unknown>
    const { seconds, layers, configs, ...rest } = result
    assert.equal(typeof seconds, 'number')
    const size = (role: unknown): unknown => (role as readonly { size: number }[])[0]?.size
    assert.deepEqual(rest, {
      reference: `${registry.host}/x@${image.root.digest}`,
      repository: `${registry.host}/x`,
      digest: image.root.digest,
      mediaType: image.root.mediaType,
      dryRun: false,
      tags: [{ tag: 'v1', status: 'written' }],
      bytes: Number(size(layers)) + Number(size(configs)),
      requests: 9,
    })
    const [layer] = layers as readonly Record<string, unknown>[]
    assert.equal(layer?.['status'], 'uploaded')
    assert.equal(layer['bytes'], layer['size'])
    const events = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string })
    assert(events.some(({ event }) => event === 'blob-end'))
    const again = JSON.parse((await rt(directory.path, args)).stdout) as Record<string, unknown>
    assert.equal(again['requests'], 1)
    assert.equal(again['bytes'], 0)
  })

  it('is quiet', async () => {
    await using directory = await withLayout()
    await using registry = await startFakeRegistry()
    const args = ['push', 'image', `${registry.host}/x`, '--quiet']
    assert.equal((await rt(directory.path, args)).stderr, '')
  })

  it('says what it would send', async () => {
    await using directory = await withLayout()
    await using registry = await startFakeRegistry()
    const args = ['push', 'image', `${registry.host}/x:v1`, '--dry-run']
    const { stdout } = await rt(directory.path, args)
    assert.match(stdout, /^would push {2}layer {2}sha256:\w{12} {2}2\.0 KiB\n/m)
    assert.match(stdout, /^would set {3}tag "v1"\n/m)
    assert.equal(registry.manifests.size + registry.blobs.size, 0)
  })

  it('draws live lines on a terminal, and takes them away', async () => {
    await using directory = await withLayout()
    await using registry = await startFakeRegistry()
    const args = ['push', 'image', `${registry.host}/x:v1`]
    const { stderr } = await rt(directory.path, args, { interactive: true })
    assert(stderr.includes('\u001b[1A\u001b[2K'))
    assert.match(stderr, /tag "v1" {2}written\n$/)
  })

  it('refuses an image that is not the one of the reference', async () => {
    await using directory = await withLayout()
    const reference = `127.0.0.1:1/x@sha256:${'0'.repeat(64)}`
    const { failure } = await rt(directory.path, ['push', 'image', reference])
    assert.match(failure ?? '', /should have the digest sha256:000/)
  })

  it('stops when somebody interrupts, and says how to go on', async () => {
    await using directory = await withLayout()
    await using registry = await startFakeRegistry()
    const interruption = new AbortController()
    await using proxy = await startFaultProxy(registry.host, ({ method }) => {
      if (method !== 'PUT') return undefined
      setTimeout(() => interruption.abort(new Error('Interrupted by SIGINT')), 10)
      return { kind: 'hang' }
    })
    const args = ['push', 'image', `${proxy.host}/x:v1`]
    const { failure } = await rt(directory.path, args, { signal: interruption.signal })
    assert.equal(
      failure,
      `rt push: Stopped while pushing to ${proxy.host}/x: 0 blobs are done
  fix: run the same command again to go on: finished blobs are not sent twice`,
    )
  })
})

describe('rt push of a rule', () => {
  const context = 'oci_push //mnist:push'

  it('finds everything by runfiles keys, recipe layers included', async () => {
    await using directory = await withLayout()
    await using registry = await startFakeRegistry()
    const layer = [...image.blobs].find(([, bytes]) => bytes.length >= 2048)
    assert(layer !== undefined)
    const [digest, bytes] = layer
    await rename(
      join(directory.path, 'image/blobs/sha256', hexOfDigest(digest)),
      join(directory.path, 'weights.bin'),
    )
    const set = serializeLayerSet({
      version: 1,
      layers: [
        {
          ...{ mediaType: OCI_LAYER, digest, size: bytes.length, diffId: diffIdOf(digest) },
          ...{ annotations: {}, description: 'weights' },
          content: {
            kind: 'recipe',
            parts: [{ kind: 'file', file: 'weights.bin', size: bytes.length }],
          },
        },
      ],
    })
    await writeFile(join(directory.path, 'layers.json'), set)
    await writeFile(join(directory.path, 'repository.txt'), `${registry.host}/from/file\n`)
    await writeFile(join(directory.path, 'tags.txt'), '# tags of this release\nv1\n\nlatest\n')
    const args = [
      ...['push', '--image=image', '--layers=layers.json', '--repository-file=repository.txt'],
      ...['--remote-tags-file=tags.txt', '--remote-tag=v2', '--tag', 'v3', '-t', 'v4'],
    ]
    const { stdout, failure } = await rt(directory.path, args, { context })
    assert.equal(failure, undefined)
    assert.equal(stdout, `${registry.host}/from/file@${image.root.digest}\n`)
    assert.deepEqual(registry.blobs.get(digest), Buffer.from(bytes))
    for (const tag of ['v1', 'latest', 'v2', 'v3', 'v4']) assert(registry.manifests.has(tag))
  })

  it('lets the last repository win', async () => {
    await using directory = await withLayout()
    await using registry = await startFakeRegistry()
    const args = ['push', '--image=image', '--repository=nowhere.invalid/x', '--remote-tag=t']
    const own = ['-r', `${registry.host}/mine`]
    const { stdout } = await rt(directory.path, [...args, ...own], { context })
    assert.equal(stdout, `${registry.host}/mine@${image.root.digest}\n`)
  })

  it('says where a repository is to be set', async () => {
    await using directory = await withLayout()
    const { failure } = await rt(directory.path, ['push', '--image=image'], { context })
    assert.equal(
      failure,
      `oci_push //mnist:push: Cannot push without a repository
  accepted: HOST[:PORT]/NAME without tag or digest, such as "ghcr.io/org/mnist"
  fix: set repository = "..." in mnist/BUILD.bazel or pass -- --repository HOST/NAME`,
    )
  })

  it('refuses a repository with a tag, and says what to do with it', async () => {
    await using directory = await withLayout()
    const args = ['push', '--image=image', '--repository', 'ghcr.io/org/mnist:v1']
    const { failure } = await rt(directory.path, args, { context })
    assert.equal(
      failure,
      `oci_push //mnist:push: Cannot use "ghcr.io/org/mnist:v1" as a repository: a repository has no tag, and this has the tag "v1"
  accepted: HOST[:PORT]/NAME without tag or digest, such as "ghcr.io/org/mnist"
  fix: use "ghcr.io/org/mnist" and give the tag by remote_tags = ["v1"] or -- --tag v1`,
    )
  })

  it('tells all mistakes together', async () => {
    await using directory = await withLayout()
    const tags = ['--tag', '.hidden', '--tag', 'a b']
    const args = ['push', '--image=image', '--repository', 'GHCR.io/Org/x', ...tags]
    const { failure } = await rt(directory.path, args, { context })
    assert.match(failure ?? '', /upper-case/)
    assert.match(failure ?? '', /"\.hidden"/)
    assert.match(failure ?? '', /"a b"/)
  })

  const bad: readonly (readonly [readonly string[], RegExp])[] = [
    [['--jobs', '0'], /--jobs/],
    [['--jobs', 'many'], /--jobs/],
    [['--timeout', '-1'], /--timeout/],
    [['--chunk-size', '1e9'], /--chunk-size/],
  ]
  for (const [args, pattern] of bad) {
    it(`refuses ${args.join(' ')}`, async () => {
      const all = ['push', '--image=image', '--repository=127.0.0.1:1/x', ...args]
      const { failure } = await rt('/', all)
      assert.match(failure ?? '', pattern)
    })
  }
})

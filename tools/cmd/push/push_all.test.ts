import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { startDockerRegistry } from '../../testing/docker_registry.ts'
import { startFakeRegistry } from '../../testing/fake_registry.ts'
import { startFaultProxy } from '../../testing/fault_proxy.ts'
import { writeLayout } from '../../testing/layout_writer.ts'
import type { MemoryImage } from '../../testing/memory_image.ts'
import { memoryImage } from '../../testing/memory_image.ts'
import { Scratch } from '../../testing/scratch.ts'
import type { RtOutcome } from '../testing/run_rt.ts'
import { runRt } from '../testing/run_rt.ts'

const HOME = { HOME: '/nonexistent' }

function imageOf(...contents: readonly string[]): MemoryImage {
  const layers = contents.map((text) => ({ files: { file: text }, compression: 'gzip' as const }))
  return memoryImage({ layers })
}

const [ONE, TWO] = [imageOf('base', 'one'), imageOf('base', 'two')]

/** What these tests read of what `rt push-all --json` prints. */
interface Report {
  readonly complete: boolean
  readonly bytes: number
  readonly requests: number
  readonly images: readonly {
    readonly reference: string
    readonly repository: string
    readonly status: string
    readonly tags: readonly { readonly tag: string; readonly status: string }[]
  }[]
}

let scratch: Scratch
before(async () => {
  scratch = await Scratch.make()
  await writeLayout(scratch.path('one'), ONE)
  await writeLayout(scratch.path('two'), TWO)
})
after(() => scratch[Symbol.asyncDispose]())

function rt(...args: readonly string[]): Promise<RtOutcome> {
  return runRt(scratch.path(), ['push-all', ...args], { ...HOME, RUNFILES_DIR: scratch.path() })
}

/** Writes a list of images, and gives its name. */
function list(...lines: readonly string[]): string {
  scratch.write('images.txt', ['# what we release', ...lines, ''].join('\n'))
  return 'images.txt'
}

describe('rt push-all by hand', () => {
  it('pushes what a list says, and prints the digest references', async () => {
    await using registry = await startDockerRegistry()
    const { host } = registry
    const file = list(`one ${host}/org/one:v1 latest`, `two\t${host}/org/two:v1`)
    const { code, stdout, stderr } = await rt(file, '--tag=all')
    assert.equal(code, 0, stderr)
    const references = [`${host}/org/one@${ONE.root.digest}`, `${host}/org/two@${TWO.root.digest}`]
    assert.equal(stdout, references.map((each) => `${each}\n`).join(''))
    assert.match(stderr, /^to do: send 5 blobs, .*; set 5 tags$/m)
    assert.match(stderr, /^rt push-all: 2 of 2 images are done, .* were sent$/m)
    const again = await rt(file, '--tag=all', '--json')
    const report = JSON.parse(again.stdout) as Report
    assert.deepEqual([report.complete, report.bytes, report.requests], [true, 0, 5])
    const [first] = report.images
    assert.deepEqual(
      first?.tags.map(({ tag, status }) => `${tag} ${status}`),
      ['v1 present', 'latest present', 'all present'],
    )
  })

  it('says which images are done when it fails, and goes on the next time', async () => {
    await using registry = await startDockerRegistry()
    await using proxy = await startFaultProxy(registry.host, ({ method, path }) =>
      method === 'PUT' && path.includes('/two/manifests/')
        ? { kind: 'answer', status: 400 }
        : undefined,
    )
    const { host } = proxy
    const file = list(`one ${host}/org/one:v1`, `two ${host}/org/two:v1`)
    assert.equal((await rt(list(`one ${host}/org/one:v1`))).code, 0)
    list(`one ${host}/org/one:v1`, `two ${host}/org/two:v1`)
    const failed = await rt(file)
    assert.equal(failed.code, 1)
    assert.equal(failed.stdout, `${host}/org/one@${ONE.root.digest}\n`)
    const said = `rt push-all: 1 of 2 images are done, .* were sent; it ended at ${host}/org/two; not done:\n    ${host}/org/two:v1\n`
    assert.match(failed.stderr, new RegExp(said))
    assert.match(
      failed.stderr,
      /^rt push-all: Cannot push the manifest .*: the registry answered 400/m,
    )
    const told = JSON.parse((await rt(file, '--json')).stdout) as Report
    assert.equal(told.complete, false)
    assert.deepEqual(
      told.images.map(({ status }) => status),
      ['done', 'missing'],
    )
    proxy.plan = () => undefined
    const second = await rt(file)
    assert.equal(second.code, 0, second.stderr)
  })

  it('pushes to the registries that are named instead, one of them refused', async () => {
    const user = { username: 'ci', password: 'right' }
    await using open = await startDockerRegistry()
    await using closed = await startDockerRegistry({ user })
    const file = list('one ghcr.io/org/one:v1')
    const { code, stderr } = await rt(file, `--registry=${open.host}`, `--registry=${closed.host}`)
    assert.equal(code, 1)
    assert.match(stderr, new RegExp(`Cannot log in to the registry "${closed.host}"`))
    const { stdout } = await rt(file, `--registry=${open.host}`, '--json')
    const [image] = (JSON.parse(stdout) as Report).images
    assert.deepEqual(image?.tags, [{ tag: 'v1', status: 'written' }])
  })

  it('says what it would do', async () => {
    await using registry = await startFakeRegistry()
    const { host } = registry
    const { stdout } = await rt(list(`one ${host}/org/one:v1`), '--dry-run')
    const expected = `would push  ${host}/org/one@${ONE.root.digest}\nwould set   ${host}/org/one:v1\n`
    assert.equal(stdout, expected)
    assert.equal(registry.manifests.size, 0)
  })

  it('is quiet', async () => {
    await using registry = await startFakeRegistry()
    const { stderr } = await rt(list(`one ${registry.host}/x:v1`), '--quiet')
    assert.equal(stderr, '')
  })

  it('tells all mistakes together', async () => {
    const file = list('one GHCR.io/Org/x:v1', 'two ghcr.io/org/y:a..b')
    const { code, stderr } = await rt(file, '--registry=org', '--tag=.x')
    assert.equal(code, 1)
    assert.match(stderr, /--registry.*"org".*\n {2}accepted: HOST\[:PORT\], such as "ghcr.io"/)
    assert.match(stderr, /upper-case/)
    assert.equal(stderr.match(/Cannot use "\.x" as a tag/g)?.length, 1)
  })

  const bad: readonly (readonly [lines: readonly string[], args: readonly string[], RegExp])[] = [
    [[], [], /LIST.*\n {2}accepted: a file with an image a line/],
    [['one'], ['images.txt'], /a line of images.txt.*"one".*\n {2}accepted: LAYOUT HOST\/NAME/],
    [['one x:1'], ['images.txt', '--push=one'], /LIST.*the target says what is pushed/s],
    [[], ['images.txt'], /"images.txt".*\n {2}accepted: a file with an image a line/],
    [[], ['nowhere.txt'], /nowhere\.txt/],
    [['nowhere ghcr.io/org/x'], ['images.txt'], /nowhere/],
  ]
  for (const [lines, args, pattern] of bad) {
    it(`refuses "${lines.join(' ')}" with ${args.join(' ')}`, async () => {
      list(...lines)
      const { code, stderr } = await rt(...args)
      assert.equal(code, 1)
      assert.match(stderr, pattern)
    })
  }
})

describe('rt push-all of a rule', () => {
  /** Writes the arguments of a target of oci_push, and gives their key. */
  function target(name: string, ...args: readonly string[]): string {
    const lines = ['_main/rt.mjs', 'push', `--context=oci_push //a:${name}`, ...args, '']
    scratch.write(`${name}.args`, lines.join('\n'))
    return `--push=${name}.args`
  }

  it('pushes what targets of oci_push say', async () => {
    await using registry = await startFakeRegistry()
    scratch.write('repository.txt', `${registry.host}/org/one\n`)
    const { code, stdout, stderr } = await rt(
      target('push_one', '--image=one', '--repository-file=repository.txt', '--remote-tag=v1'),
      target('push_two', '--image=two', `--repository=${registry.host}/org/two`, '--remote-tag=v2'),
      '--context=oci_push_all //a:push_all',
    )
    assert.equal(code, 0, stderr)
    assert.equal(stdout.split('\n').length, 3)
    assert.match(stderr, /^oci_push_all \/\/a:push_all: 2 of 2 images are done/m)
    assert.ok(registry.manifests.has('v1') && registry.manifests.has('v2'))
  })

  it('says whose repository is missing', async () => {
    const { code, stderr } = await rt(target('push_one', '--image=one', '--remote-tag=v1'))
    assert.equal(code, 1)
    assert.match(stderr, /Cannot push without a repository/)
    assert.match(stderr, /fix: set repository = "\.\.\." in a\/BUILD\.bazel/)
  })
})

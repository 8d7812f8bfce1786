import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { must, run } from '../tools/dev/command.ts'
import { TOOLS } from '../tools/dev/places.ts'
import { startDockerRegistry } from '../tools/testing/docker_registry.ts'
import { tempDir } from '../tools/testing/temp_dir.ts'
import { bazel, build, executable } from './support/bazel.ts'
import { readLayout, sha256 } from './support/image_files.ts'
import type { ObservedRegistry } from './support/registries.ts'
import { REGISTRIES, startRegistry } from './support/registries.ts'
import { EXAMPLES, outsideWorkspace } from './support/workspace.ts'

const LOGIN = { username: 'ci', password: 'pass:word' }
const outside = await outsideWorkspace()

/** A push target and the image that it pushes. */
interface Target {
  readonly workspace: string
  readonly push: string
  readonly image: string
  readonly tags: readonly string[]
}

const MNIST: Target = {
  workspace: EXAMPLES,
  push: '//mnist:push',
  image: 'mnist/image_',
  tags: ['latest'],
}
const SMALL: readonly Target[] = ['gzip', 'plain', 'zstd'].map((name) => ({
  workspace: outside,
  push: `//images:push_${name}`,
  image: `images/${name}`,
  tags: [name, `${name}-again`],
}))

/** What these tests read of what `rt push --json` prints. */
interface PushReport {
  readonly reference: string
  readonly digest: string
  readonly bytes: number
  readonly layers: readonly { readonly status: string }[]
}

/** What these tests read of what `rt push-all --json` prints. */
interface PushAllReport {
  readonly bytes: number
  readonly images: readonly {
    readonly repository: string
    readonly digest: string
    readonly status: string
    readonly layers: readonly { readonly digest: string; readonly status: string }[]
  }[]
}

before(async () => {
  await build(outside, ...SMALL.map(({ push }) => push))
  await build(EXAMPLES, MNIST.push)
})

/** The layout that a target pushes, in its runfiles. */
function layoutOf({ workspace, push, image }: Target): string {
  return join(`${executable(workspace, push)}.runfiles/_main`, image)
}

/** Runs a push target outside Bazel, as `bazel run` does after building it. */
async function push(
  registry: ObservedRegistry,
  target: Target,
  ...args: readonly string[]
): Promise<PushReport> {
  const repository = `${registry.host}/e2e/${target.image.replace('image_', 'image')}`
  const program = executable(target.workspace, target.push)
  const said = await must(program, ['--repository', repository, '--json', ...args], {
    env: registry.env,
  })
  return JSON.parse(said) as PushReport
}

/** The digest that another client finds under a reference. */
async function digestAt(registry: ObservedRegistry, reference: string): Promise<string> {
  const access = ['--tls-verify=false', ...logins('', registry)]
  return sha256(await must('skopeo', ['inspect', '--raw', ...access, `docker://${reference}`]))
}

/** skopeo's option for the login, where one is needed. */
function logins(prefix: '' | 'src-', { authFile }: ObservedRegistry): readonly string[] {
  return authFile === undefined ? [] : [`--${prefix}authfile=${authFile}`]
}

for (const name of REGISTRIES) {
  for (const login of [undefined, LOGIN]) {
    describe(`a push to ${name} ${login ? 'with basic authentication' : 'without a login'}`, () => {
      let registry: ObservedRegistry
      before(async () => {
        registry = await startRegistry(name, login)
      })
      after(() => registry[Symbol.asyncDispose]())

      for (const target of SMALL) {
        it(`leaves ${target.image} in the registry as it was built`, async () => {
          const { digest, reference } = await push(registry, target)
          assert.equal(digest, readLayout(layoutOf(target)).root.digest)
          assert.equal(await digestAt(registry, reference), digest)
          const [repository = ''] = reference.split('@')
          for (const tag of target.tags) {
            assert.equal(await digestAt(registry, `${repository}:${tag}`), digest)
          }
        })
      }

      it('can be pulled back by another client, with every blob', async () => {
        const { reference } = await push(registry, MNIST, '--tag', 'v1.0')
        await using directory = await tempDir()
        const layout = join(directory.path, 'layout')
        const source = `docker://${reference.split('@')[0] ?? ''}:v1.0`
        const options = [
          '--preserve-digests',
          '--src-tls-verify=false',
          ...logins('src-', registry),
        ]
        await must('skopeo', ['copy', ...options, source, `oci:${layout}:back`])
        const built = readLayout(layoutOf(MNIST))
        const back = readLayout(layout)
        assert.equal(back.root.digest, built.root.digest)
        assert.deepEqual(back.config, built.config)
      })

      it('uploads nothing the second time', async () => {
        await push(registry, MNIST)
        const { result, writes } = await registry.writesDuring(() => push(registry, MNIST))
        assert.deepEqual(writes, [])
        assert.equal(result.bytes, 0)
        assert.deepEqual(
          result.layers.map(({ status }) => status),
          ['present'],
        )
      })

      it('changes nothing in a dry run', async () => {
        const [target] = SMALL
        assert.ok(target)
        const dry = (): Promise<unknown> => push(registry, target, '--dry-run', '--tag', 'never')
        const { writes } = await registry.writesDuring(dry)
        assert.deepEqual(writes, [])
      })
    })
  }
}

describe('bazel run //mnist:push', () => {
  it('builds, and pushes to the repository behind --', async () => {
    await using registry = await startDockerRegistry()
    const repository = `${registry.host}/org/mnist`
    const args = ['run', MNIST.push, '--', '--repository', repository, '--tag', 'run']
    const finished = await bazel(EXAMPLES, args)
    assert.equal(finished.status, 0, finished.stderr)
    const { digest } = readLayout(layoutOf(MNIST)).root
    assert.equal(finished.stdout.trim(), `${repository}@${digest}`)
    for (const tag of ['latest', 'run']) {
      const said = await must(join(TOOLS, 'crane'), ['digest', `${repository}:${tag}`])
      assert.equal(said.trim(), digest)
    }
  })
})

describe('bazel run //images:push_all', () => {
  it('pushes and tags where nobody reads what is printed', async () => {
    await using registry = await startDockerRegistry()
    const repository = `${registry.host}/e2e/unread`
    const command = 'set -o pipefail; (sleep 0.2; exec "$@") 2>&1 | true'
    // Bazel itself ends where its output is closed, before it starts anything: this is what it would start.
    const program = executable(outside, '//images:push_plain')
    const { status } = await run('bash', [
      '-c',
      command,
      'bash',
      program,
      '--repository',
      repository,
    ])
    assert.equal(status, 1, 'the reference that it prints is lost')
    const answer = await fetch(`http://${registry.host}/v2/e2e/unread/tags/list`)
    const { tags } = (await answer.json()) as { readonly tags: readonly string[] }
    assert.deepEqual(tags.toSorted(), ['plain', 'plain-again'])
  })

  it('pushes all images to two registries, every blob once, and nothing the second time', async () => {
    const [docker, crane] = REGISTRIES
    await using first = await startRegistry(docker, LOGIN)
    await using second = await startRegistry(crane, undefined)
    const hosts = [first.host, second.host]
    const registries = hosts.map((host) => `--registry=${host}`)
    const args = ['run', '//images:push_all', '--', ...registries, '--tag=v1', '--json']
    const pushAll = async (): Promise<PushAllReport> => {
      const finished = await bazel(outside, args, { env: first.env })
      assert.equal(finished.status, 0, finished.stderr)
      return JSON.parse(finished.stdout) as PushAllReport
    }
    const { images } = await pushAll()
    assert.equal(images.length, hosts.length * SMALL.length)
    for (const target of SMALL) {
      const name = target.image.replace('images/', 'outside/')
      const { digest } = readLayout(layoutOf(target)).root
      for (const tag of [...target.tags, 'v1']) {
        assert.equal(await digestAt(first, `${first.host}/${name}:${tag}`), digest)
        assert.equal(await digestAt(second, `${second.host}/${name}:${tag}`), digest)
      }
    }
    const sent = images.flatMap(({ repository, layers }) => {
      const uploaded = layers.filter(({ status }) => status === 'uploaded')
      return uploaded.map(({ digest }) => `${repository.split('/')[0] ?? ''} ${digest}`)
    })
    assert.equal(new Set(sent).size, sent.length)
    const again = await pushAll()
    assert.equal(again.bytes, 0)
    assert.ok(again.images.every(({ status }) => status === 'done'))
  })
})

describe('an image with gzip layers in a registry', () => {
  it('is valid to crane', async () => {
    await using registry = await startDockerRegistry()
    const repository = `${registry.host}/org/gzip`
    await must(executable(outside, '//images:push_gzip'), ['--repository', repository])
    const crane = join(TOOLS, 'crane')
    const validated = await run(crane, ['validate', '--remote', `${repository}:gzip`])
    assert.equal(validated.status, 0, validated.stderr)
  })
})

import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { must } from '../tools/dev/command.ts'
import { CHECKOUT } from '../tools/dev/places.ts'
import { startDockerRegistry } from '../tools/testing/docker_registry.ts'
import type { TestEngine } from '../tools/testing/engines.ts'
import { podmanRunFlags, startPodman } from '../tools/testing/engines.ts'
import { freePort } from '../tools/testing/free_port.ts'
import { bazel, build, executable } from './support/bazel.ts'

/** A file that a page shows, by the comment that it begins with. */
function shown(page: string, name: string): string {
  const [, text] = readFileSync(join(CHECKOUT, page), 'utf8').split(`\`\`\`python\n# ${name}\n`)
  assert.ok(text !== undefined, `${page} shows no ${name}`)
  return text.slice(0, text.indexOf('```'))
}

/** Makes a workspace of the files that a page shows, and of nothing else. */
function workspaceOf(page: string, name: string, files: readonly string[]): string {
  const workspace = join(CHECKOUT, '.cache/e2e', name)
  rmSync(workspace, { recursive: true, force: true })
  for (const file of files) {
    const path = join(workspace, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, shown(page, file).replace('"/path/to/rt"', `"${CHECKOUT}"`))
  }
  return workspace
}

describe('the first files of README.md', () => {
  it('are a workspace, and its image runs in a container', async (t) => {
    const workspace = workspaceOf('README.md', 'readme', ['MODULE.bazel', 'BUILD.bazel'])
    const locked = await bazel(workspace, ['run', '@debian//:lock'])
    assert.equal(locked.status, 0, locked.stderr)
    t.after(() => bazel(workspace, ['shutdown']))
    await build(workspace, '//...')
    const { engine, missing } = await startPodman(process.env)
    if (engine === undefined) throw new Error(missing)
    await using podman = engine
    const load = async (): Promise<string> => {
      await must(executable(workspace, '//:load'), ['--engine=podman'], { env: podman.env })
      return podman.runContainer('hello:latest')
    }
    assert.equal(await load(), 'weights: 0.25 0.5 1.0\n')
    // Of what the optimiser leaves of std::cout, the base must have all as well.
    await build(workspace, '--compilation_mode=opt', '//:load')
    assert.equal(await load(), 'weights: 0.25 0.5 1.0\n')
  })
})

describe('the first files of docs/models.md', () => {
  it('are a workspace, and its image can be pushed and runs in a container', async (t) => {
    const files = ['MODULE.bazel', 'model/BUILD.bazel']
    const workspace = workspaceOf('docs/models.md', 'models', files)
    t.after(() => bazel(workspace, ['shutdown']))
    await build(workspace, '//...')
    await using registry = await startDockerRegistry()
    const repository = `${registry.host}/org/server`
    const push = executable(workspace, '//model:push')
    const said = await must(push, [`--repository=${repository}`, '--tag=v1'])
    assert.match(said, new RegExp(`^${repository}@sha256:[0-9a-f]{64}\\n$`))
    const { engine, missing } = await startPodman(process.env)
    if (engine === undefined) throw new Error(missing)
    await using podman = engine
    const load = executable(workspace, '//model:image.load')
    await must(load, ['--engine=podman', '--tag=server:latest'], { env: podman.env })
    assert.equal(await podman.runContainer('server:latest'), 'weights: 0.25 0.5 1.0\n')
  })
})

/** The commands that a page shows with what they answer, each behind `$ `. */
function commands(page: string): readonly (readonly [command: string, answer: string])[] {
  const text = readFileSync(join(CHECKOUT, page), 'utf8')
  return [...text.matchAll(/^\$ (.*)\n((?:(?!\$ |```).*\n)*)/gm)].map(([, command, answer]) => [
    command?.replace(/\s+#.*$/, '') ?? '',
    answer ?? '',
  ])
}

describe('five minutes of docs/python.md', { timeout: 1_800_000 }, () => {
  const page = 'docs/python.md'

  it('are a workspace that trains, serves and ships a model', async (t) => {
    const files = ['MODULE.bazel', 'BUILD.bazel', 'train.py', 'serve.py']
    const workspace = workspaceOf(page, 'python-page', files)
    t.after(() => bazel(workspace, ['shutdown']))
    const text = readFileSync(join(CHECKOUT, page), 'utf8')
    const locks = [...text.matchAll(/^bazel run (@\w+\/\/:lock) /gm)].map(
      ([, label]) => label ?? '',
    )
    assert.deepEqual(locks, ['@python_3_11//:lock', '@deps//:lock'])
    for (const label of locks) {
      const locked = await bazel(workspace, ['run', label])
      assert.equal(locked.status, 0, locked.stderr)
    }
    const [train, load, run, ask, push] = commands(page)
    assert.deepEqual(
      [train?.[0], load?.[0], run?.[0], push?.[0]],
      [
        'bazel build :train && cat bazel-bin/accuracy.txt',
        'bazel run :load',
        'docker run --rm --publish 8000:8000 digits:latest',
        'bazel run :push -- --repository my.server.com/org/digits --tag v1',
      ],
    )
    await build(workspace, ':train', ':load', ':push')
    // Its digits are those of the versions that were the newest when the page was written.
    const accuracy = readFileSync(join(workspace, 'bazel-bin/accuracy.txt'), 'utf8')
    assert.equal(accuracy.replace(/\d\.\d\d%/, 'x'), train?.[1].replace(/\d\.\d\d%/, 'x'))
    const { engine, missing } = await startPodman(process.env)
    if (engine === undefined) throw new Error(missing)
    await using podman = engine
    await must(executable(workspace, '//:load'), ['--engine=podman'], { env: podman.env })
    assert.equal(await answerOf(podman, ask?.[0] ?? ''), ask?.[1].trim())
    await using registry = await startDockerRegistry()
    const repository = `${registry.host}/org/digits`
    const options = ['--repository', repository, '--tag', 'v1']
    const said = await must(executable(workspace, '//:push'), options)
    assert.match(said, new RegExp(`^${repository}@sha256:[0-9a-f]{64}\\n$`))
  })

  /** What the server of the image answers to the command of curl that the page shows. */
  async function answerOf(podman: TestEngine, curl: string): Promise<string> {
    const [, place, body] = /^curl localhost:8000(\S+) --data '(.*)'$/.exec(curl) ?? []
    assert.ok(place !== undefined && body !== undefined, curl)
    const port = await freePort()
    const flags = podmanRunFlags().filter((flag) => !flag.startsWith('--network'))
    const container = await podman.run(
      ...['run', ...flags, '--detach', '--network=host', 'digits:latest'],
      ...['--host=127.0.0.1', `--port=${port}`],
    )
    try {
      const options = ['--retry', '120', '--retry-delay', '1', '--retry-connrefused', '--silent']
      return await must('curl', [...options, `http://127.0.0.1:${port}${place}`, '--data', body])
    } finally {
      await podman.run('rm', '--force', '--time=1', container.trim())
    }
  }
})

import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { must } from '../tools/dev/command.ts'
import { CHECKOUT } from '../tools/dev/places.ts'
import { startDockerRegistry } from '../tools/testing/docker_registry.ts'
import { startPodman } from '../tools/testing/engines.ts'
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
    await must(executable(workspace, '//:load'), ['--engine=podman'], { env: podman.env })
    assert.equal(await podman.runContainer('hello:latest'), 'weights: 0.25 0.5 1.0\n')
  })
})

describe('the first files of docs/models.md', () => {
  it('are a workspace, and its image can be pushed', async (t) => {
    const files = ['MODULE.bazel', 'model/BUILD.bazel']
    const workspace = workspaceOf('docs/models.md', 'models', files)
    t.after(() => bazel(workspace, ['shutdown']))
    await build(workspace, '//...')
    await using registry = await startDockerRegistry()
    const repository = `${registry.host}/org/server`
    const push = executable(workspace, '//model:push')
    const said = await must(push, [`--repository=${repository}`, '--tag=v1'])
    assert.match(said, new RegExp(`^${repository}@sha256:[0-9a-f]{64}\\n$`))
  })
})

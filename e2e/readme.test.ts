import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { must } from '../tools/dev/command.ts'
import { CHECKOUT } from '../tools/dev/places.ts'
import { startPodman } from '../tools/testing/engines.ts'
import { bazel, build, executable } from './support/bazel.ts'

/** A file that README.md shows, by the comment that it begins with. */
function shown(name: string): string {
  const readme = readFileSync(join(CHECKOUT, 'README.md'), 'utf8')
  const [, text] = readme.split(`\`\`\`python\n# ${name}\n`)
  assert.ok(text !== undefined, `README.md shows no ${name}`)
  return text.slice(0, text.indexOf('```'))
}

describe('the first files of README.md', () => {
  it('are a workspace, and its image runs in a container', async (t) => {
    const workspace = join(CHECKOUT, '.cache/e2e/readme')
    rmSync(workspace, { recursive: true, force: true })
    mkdirSync(workspace, { recursive: true })
    const modules = shown('MODULE.bazel').replace('"/path/to/rt"', `"${CHECKOUT}"`)
    writeFileSync(join(workspace, 'MODULE.bazel'), modules)
    writeFileSync(join(workspace, 'BUILD.bazel'), shown('BUILD.bazel'))
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

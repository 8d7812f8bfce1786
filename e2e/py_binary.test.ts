import assert from 'node:assert/strict'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { must } from '../tools/dev/command.ts'
import { CHECKOUT } from '../tools/dev/places.ts'
import type { TestEngine } from '../tools/testing/engines.ts'
import { startPodman } from '../tools/testing/engines.ts'
import { bazel, build, executable, outputs } from './support/bazel.ts'
import { readLayout } from './support/image_files.ts'
import { EXAMPLES, workspaceCopy } from './support/workspace.ts'

const HERMETIC = ['--extra_toolchains=//toolchain']

/** The digests of the layers of an image, bottom first. */
async function layersOf(workspace: string, target: string): Promise<readonly string[]> {
  const [layout = ''] = await outputs(workspace, target)
  return readLayout(layout).manifest.layers.map(({ digest }) => digest)
}

describe('images of a py_binary', { timeout: 900_000 }, () => {
  const workspace = workspaceCopy(join(import.meta.dirname, 'py_binary/workspace'), 'py_binary')
  let podman: TestEngine

  before(async () => {
    const rule = 'imitated_py_binary.bzl'
    cpSync(join(CHECKOUT, 'rules/tests/py_binary', rule), join(workspace, rule))
    const lock = 'interpreters/python_3_11.lock.json'
    cpSync(join(EXAMPLES, lock), join(workspace, lock))
    await build(workspace, '//program:load', '//program:load_model', '//program:load_linked')
    const { engine, missing } = await startPodman(process.env)
    if (engine === undefined) throw new Error(missing)
    podman = engine
  })
  after(async () => {
    await podman[Symbol.asyncDispose]()
    await bazel(workspace, ['shutdown'])
  })

  /** What the program in an image says. */
  async function said(load: string, image: string): Promise<unknown> {
    await must(executable(workspace, load), ['--engine=podman'], { env: podman.env })
    return JSON.parse(await podman.runContainer(image))
  }

  const common = {
    built_in: '0.25 0.5\n',
    compiled: [true, true, true],
    directory: '/app/runfiles/_main',
    greeting: 'hello &lt;you&gt;',
    labels: 'a\n',
    mode: 'a b',
    mean: 5,
    runfiles: '0.25 0.5\n',
  }
  const labels = '--labels=/app/runfiles/_main/program/labels.txt'

  it('start by the interpreter of a virtual environment, without launcher, shell or env', async () => {
    assert.deepEqual(await said('//program:load', 'rt/py_binary:latest'), {
      ...common,
      argv: ['/app/runfiles/_main/program/server.py', labels],
      executable: '/app/.venv/bin/python',
    })
    const shell = podman.runContainer('--entrypoint=/bin/sh', 'rt/py_binary:latest', '-c', 'true')
    await assert.rejects(shell)
  })

  it('start by the interpreter itself in model_image', async () => {
    assert.deepEqual(await said('//program:load_model', 'rt/py_model:latest'), {
      ...common,
      argv: ['/app/runfiles/_main/program/other.py', labels],
      executable: '/usr/bin/python3.11',
    })
  })

  it('start by the Python of their toolchain, which is in the runfiles', async () => {
    await build(workspace, ...HERMETIC, '//program:load_hermetic')
    assert.deepEqual(await said('//program:load_hermetic', 'rt/py_hermetic:latest'), {
      ...common,
      compiled: [false, false, false],
      argv: ['/app/runfiles/_main/program/server.py', labels],
      executable: '/app/runfiles/_main/toolchain/own/bin/python3.11',
    })
  })

  it('start in python_image by that Python as well, without a virtual environment', async () => {
    await build(workspace, ...HERMETIC, '//program:load_hermetic_image')
    const image = 'rt/py_hermetic_image:latest'
    assert.deepEqual(await said('//program:load_hermetic_image', image), {
      ...common,
      compiled: [false, false, false],
      argv: ['/app/runfiles/_main/program/server.py', labels],
      executable: '/app/runfiles/_main/toolchain/own/bin/python3.11',
    })
  })

  it('import packages by the links and the .pth files of a virtual environment', async () => {
    const site = '/app/runfiles/_main/program/_linked.venv/lib/python3.11/site-packages'
    assert.deepEqual(await said('//program:load_linked', 'rt/py_linked:latest'), [
      '/app/.venv/bin/python',
      `${site}/markupsafe/__init__.py`,
      `${site}/more/greeting.py`,
      '&lt;',
      'yes',
    ])
  })

  it('refuse packages that were fetched for another processor', async () => {
    const target = '//program:linked_image.image'
    const platform = '--platforms=@rt//platforms:linux_arm64'
    const { status, stderr } = await bazel(workspace, ['build', platform, target])
    assert.notEqual(status, 0)
    assert.match(
      stderr,
      /python_image \/\/program:linked_image\.image: Cannot use the package "markupsafe-3\.0\.3" of the runfiles: it is for manylinux.*, and the image for linux\/arm64\n {2}accepted: /,
    )
  })

  it('share the layers of their packages, and an edit changes the last layer only', async () => {
    const before = await layersOf(workspace, '//program:image')
    const model = await layersOf(workspace, '//program:model')
    const shared = before.filter((digest) => model.includes(digest))
    // The interpreter, numpy, all other packages, and the weights; not the environment and the code.
    assert.deepEqual([before.length - shared.length, model.length - shared.length], [2, 1])
    const file = join(workspace, 'program/server.py')
    writeFileSync(file, `${readFileSync(file, 'utf8')}\n# edited\n`)
    await build(workspace, '//program:image')
    const edited = await layersOf(workspace, '//program:image')
    assert.deepEqual(edited.slice(0, -1), before.slice(0, -1))
    assert.notEqual(edited.at(-1), before.at(-1))
  })
})

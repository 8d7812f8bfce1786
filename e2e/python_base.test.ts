import assert from 'node:assert/strict'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { CHECKOUT } from '../tools/dev/places.ts'
import type { FakeRegistry } from '../tools/testing/fake_registry.ts'
import { startFakeRegistry } from '../tools/testing/fake_registry.ts'
import { memoryImage } from '../tools/testing/memory_image.ts'
import { pushTo } from '../tools/testing/registry_client.ts'
import { wheelFile } from '../tools/testing/wheel_writer.ts'
import { bazel, build, output } from './support/bazel.ts'
import { readLayout } from './support/image_files.ts'

const WORKSPACE = join(CHECKOUT, '.cache/e2e/python-base')
const WHEEL = 'greeter-1.0-py3-none-any.whl'

/** What stands for python:3.12-slim: nobody runs it. An image that no earlier run has seen. */
const BASE = memoryImage({
  layers: [
    { files: { 'usr/lib/os-release': 'ID=debian\n' }, compression: 'gzip' },
    { files: { 'usr/local/bin/python3.12': `run ${Date.now()}` }, compression: 'gzip' },
  ],
  platform: { os: 'linux', architecture: 'amd64' },
})

const BUILD = `
load("@rt//rules:python.bzl", "python_image", "python_interpreter", "python_wheel")

python_interpreter(
    name = "python",
    path = "/usr/local/bin/python3.12",
    version = "3.12",
)

python_wheel(
    name = "greeter",
    src = "${WHEEL}",
)

python_image(
    name = "image",
    srcs = ["serve.py"],
    base = "@python_base",
    interpreter = ":python",
    main = "serve.py",
    platform = "@rt//platforms:linux_amd64",
    push_name = "push",
    wheels = [":greeter"],
)
`

describe('the interpreter of a base that is pulled', () => {
  let registry: FakeRegistry
  let pushed = 0
  // What it is made of in this order: its config, its layers, its manifest.
  const [config = '', ...layers] = [...BASE.blobs.keys()].map(String).slice(0, -1)

  /** Blobs that were asked for since the base is there. */
  const asked = (): readonly string[] =>
    registry.requests.slice(pushed).flatMap((request) => {
      const digest = /^GET .*\/blobs\/(sha256:[0-9a-f]{64})$/.exec(request)?.[1]
      return digest === undefined ? [] : [digest]
    })

  before(async () => {
    registry = await startFakeRegistry()
    await pushTo(registry.host, BASE, { tags: ['3.12'] }, {}, 'library/python')
    pushed = registry.requests.length
    rmSync(WORKSPACE, { recursive: true, force: true })
    mkdirSync(WORKSPACE, { recursive: true })
    const files: Readonly<Record<string, string | Buffer>> = {
      'MODULE.bazel': [
        'bazel_dep(name = "rt", version = "0.1.0")',
        `local_path_override(module_name = "rt", path = "${CHECKOUT}")`,
        'oci = use_extension("@rt//rules:extensions.bzl", "oci")',
        `oci.pull(name = "python_base", digest = "${BASE.root.digest}", image = "${registry.host}/library/python")`,
        'use_repo(oci, "python_base")',
      ].join('\n'),
      '.bazelrc': 'startup --max_idle_secs=60\ncommon --lockfile_mode=off\n',
      'BUILD.bazel': BUILD,
      'serve.py': 'import greeter\n',
      [WHEEL]: wheelFile({ name: 'greeter', files: [{ name: 'greeter.py', content: '' }] }),
    }
    for (const [name, content] of Object.entries(files))
      writeFileSync(join(WORKSPACE, name), content)
  })

  after(async () => {
    await registry[Symbol.asyncDispose]()
    await bazel(WORKSPACE, ['shutdown'])
  })

  it('is built on without fetching a layer of it', async () => {
    await build(WORKSPACE, '//:image', '//:push')
    const layout = await output(WORKSPACE, '//:image', 'image')
    const image = readLayout(layout)
    assert.deepEqual(
      image.manifest.layers.slice(0, layers.length).map(({ digest }) => digest),
      layers,
    )
    assert.ok(image.manifest.layers.length > layers.length)
    assert.deepEqual(image.config.config.Entrypoint, ['/app/.venv/bin/python', '/app/serve.py'])
    assert.deepEqual(asked(), [config])
  })
})

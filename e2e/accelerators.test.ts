import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { windowsOf } from '../tools/core/binary/byte_window.ts'
import { elfArchitecture } from '../tools/core/elf/machines.ts'
import { readElf } from '../tools/core/elf/read_elf.ts'
import { must } from '../tools/dev/command.ts'
import { startPodman } from '../tools/testing/engines.ts'
import { tempDir } from '../tools/testing/temp_dir.ts'
import { build, output } from './support/bazel.ts'
import { CUDA } from './support/cuda.ts'
import { emulated, imageOf, unpack } from './support/index_layout.ts'
import { mnistByItself } from './support/mnist.ts'
import { EXAMPLES } from './support/workspace.ts'

const INDEX = '//mnist/index'
const LOAD = '//mnist/index:load'
const IMAGE = 'distroless/mnist:latest'

/** What the program says where there is no device; libcudart has said it. */
const NO_DEVICE =
  'cuda: there is no device: cudaGetDeviceCount failed: cudaErrorInsufficientDriver (35)\n'

describe('the example mnist with CUDA, on a machine without a device', () => {
  let layout = ''
  let load = ''
  let plain = ''

  before(async () => {
    await build(EXAMPLES, '//mnist')
    plain = await mnistByItself()
    const options = [...CUDA, '--output_groups=+oci_layout']
    await build(EXAMPLES, ...options, INDEX, LOAD)
    layout = await output(EXAMPLES, INDEX, '.oci_layout', ...options)
    load = await output(EXAMPLES, LOAD, '/load', ...options)
  })

  it('says so in a container, and answers from the processor', async () => {
    const { engine, missing } = await startPodman(process.env)
    if (engine === undefined) throw new Error(missing)
    await using podman = engine
    await must(load, ['--engine=podman'], { env: podman.env })
    const said = await podman.runContainer(IMAGE)
    assert.ok(said.startsWith(NO_DEVICE), said)
    assert.equal(said.slice(NO_DEVICE.length), plain)
    const format = '--format={{.Architecture}} {{range .Config.Env}}{{println .}}{{end}}'
    const settings = await podman.run('image', 'inspect', format, IMAGE)
    assert.match(settings, /^amd64 /)
    for (const entry of ['NVIDIA_VISIBLE_DEVICES=all', 'LD_LIBRARY_PATH=/opt/rt/cuda/lib'])
      assert.ok(settings.includes(entry), settings)
    await must(load, ['--engine=podman', '--platform=linux/arm64'], { env: podman.env })
    assert.match(await podman.run('image', 'inspect', format, IMAGE), /^arm64 /)
  })

  it('has libraries for arm64 in the image for arm64, and says the same there', async () => {
    await using scratch = await tempDir()
    const root = join(scratch.path, 'root')
    const image = imageOf(layout, 'arm64')
    await unpack(layout, image, root)
    const libraries = join(root, 'opt/rt/cuda/lib')
    const names = readdirSync(libraries)
    assert.ok(names.includes('libcudart.so.13'), names.join())
    for (const name of names) {
      const elf = readElf(windowsOf(readFileSync(join(libraries, name))))
      assert.ok(elf.ok, name)
      assert.equal(elfArchitecture(elf.value.header), 'arm64', name)
    }
    const { status, stdout, stderr } = await emulated(image, root)
    assert.equal(status, 0, stderr)
    assert.equal(stdout, NO_DEVICE + plain)
  })

  it('is no more than 2 MB larger than the base and the program', () => {
    const sizes = imageOf(layout, 'amd64').manifest.layers.map(({ size }) => size)
    const runtime = sizes.at(-2) ?? 0
    assert.ok(runtime > 100_000 && runtime < 2_000_000, sizes.join())
  })
})

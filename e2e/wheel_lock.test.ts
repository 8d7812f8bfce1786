import assert from 'node:assert/strict'
import { chmodSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { must, run } from '../tools/dev/command.ts'
import { CHECKOUT } from '../tools/dev/places.ts'
import { openArchive } from '../tools/node/packages/open_archive.ts'
import { downloadPinned } from '../tools/node/packages/pip.ts'
import { PythonRunner } from '../tools/node/python/runner.ts'
import { Scratch } from '../tools/testing/scratch.ts'
import type { PublishedWheel, SimpleIndex } from '../tools/testing/simple_index.ts'
import { serveIndex } from '../tools/testing/simple_index.ts'
import { ensureUv, RT_CACHE } from '../tools/testing/uv.ts'
import { bazel, build, output } from './support/bazel.ts'
import { pythonWorkspace } from './python/workspace.ts'

/** uv for another processor; it needs no library of its system. */
const UV = {
  name: 'uv',
  version: '0.13.9',
  file: 'uv-0.13.9-py3-none-manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64.whl',
  sha256: '5435c5ce14a56431208ca0996416d310f1598e8c2c8ba707688985a16bb82dbe',
}

const wheel = (
  name: string,
  tags = 'py3-none-any',
  requires: readonly string[] = [],
): PublishedWheel => ({ name, version: '1.0', tags, members: [], requires })

/** What is needed depends on the Python and the processor, in all ways in which metadata can say so. */
const WHEELS = [
  wheel('app', 'py3-none-any', [
    'old-python ; python_version < "3.12"',
    'new-python ; python_version >= "3.12"',
    'full ; python_full_version >= "3.11.0" and implementation_name == "cpython"',
    'only-arm ; platform_machine == "aarch64"',
    'only-x86 ; platform_machine == "x86_64"',
    'fast',
  ]),
  ...['old-python', 'new-python', 'full', 'only-arm', 'only-x86'].map((name) => wheel(name)),
  ...['cp39', 'cp311', 'cp313'].flatMap((python) =>
    ['x86_64', 'aarch64'].map((machine) =>
      wheel('fast', `${python}-${python}-manylinux_2_17_${machine}`),
    ),
  ),
]

describe('a lock of wheels', { timeout: 900_000 }, () => {
  let workspace = ''
  let scratch: Scratch
  let index: SimpleIndex
  let expected = ''

  before(async () => {
    await ensureUv()
    workspace = pythonWorkspace()
    await build(workspace, '@python_3_14//:runner', '@python_3_13//:runner')
    scratch = await Scratch.make()
    index = await serveIndex(WHEELS)
    expected = await lock('here', { PATH: process.env['PATH'] })
  })
  after(async () => {
    await index[Symbol.asyncDispose]()
    await scratch[Symbol.asyncDispose]()
    await bazel(workspace, ['shutdown'])
  })

  /** The lock that a machine makes which has nothing but these variables. */
  async function lock(name: string, machine: NodeJS.ProcessEnv): Promise<string> {
    const rt = join(CHECKOUT, 'tools/cmd/main.ts')
    const wanted = ['--python=3.11', '--package=app']
    const architectures = ['--architecture=amd64', '--architecture=arm64']
    const args = ['lock', 'wheels', `--lock=${name}.json`, ...wanted, ...architectures]
    const env = {
      HOME: scratch.path(`home-${name}`),
      PIP_CONFIG_FILE: '/dev/null',
      RT_CACHE_DIR: RT_CACHE,
      UV_CACHE_DIR: scratch.path(`cache-${name}`),
      UV_DEFAULT_INDEX: index.url,
      ...machine,
    }
    const { status, stderr } = await run(process.execPath, [rt, ...args], {
      cwd: scratch.path(),
      env,
    })
    assert.equal(status, 0, stderr)
    return readFileSync(scratch.path(`${name}.json`), 'utf8')
  }

  const runner = async (version: string): Promise<PythonRunner> =>
    new PythonRunner({ root: await output(workspace, `@python_${version}//:runner`, 'runner') })

  it('has what the Python of the image needs, on each processor', () => {
    const names = [...expected.matchAll(/"name": "([^"]+)"/g)].map(([, name]) => name)
    const apart = ['app', 'app', 'fast', 'full', 'old-python', 'only-arm', 'only-x86']
    assert.deepEqual(names.toSorted(), apart)
    const files = [...expected.matchAll(/"file": "(fast-[^"]+)"/g)].map(([, file]) => file)
    assert.deepEqual(files, [
      'fast-1.0-cp311-cp311-manylinux_2_17_x86_64.whl',
      'fast-1.0-cp311-cp311-manylinux_2_17_aarch64.whl',
    ])
  })

  for (const version of ['3_13', '3_14'])
    it(`is the same from a machine that has Python ${version.replace('_', '.')} and no pip`, async () => {
      using python = await runner(version)
      assert.equal(await lock(version, { PATH: python.env['PATH'] }), expected)
    })

  it('is the same from a machine with another processor', async () => {
    const folder = scratch.path()
    const surroundings = { env: process.env, signal: new AbortController().signal }
    const path = await downloadPinned(UV, folder, surroundings)
    const member = `uv-${UV.version}.data/scripts/uv`
    await openArchive(path, UV.file).extract(new Map([[member, ['uv']]]), folder)
    const emulator = (await must('sh', ['-c', 'command -v qemu-aarch64-static'])).trim()
    const start = `#!/bin/sh\nexec ${emulator} ${scratch.path('uv')} "$@"\n`
    chmodSync(scratch.write('uv-arm64', start), 0o755)
    assert.match(await must(scratch.path('uv-arm64'), ['--version']), /aarch64/)
    using python = await runner('3_13')
    const machine = { PATH: python.env['PATH'], RT_UV: scratch.path('uv-arm64') }
    assert.equal(await lock('arm64', machine), expected)
  })
})

import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { must, run } from '../tools/dev/command.ts'
import type { TestEngine } from '../tools/testing/engines.ts'
import { podmanRunFlags, startPodman } from '../tools/testing/engines.ts'
import { tempDir } from '../tools/testing/temp_dir.ts'
import {
  KINDS_DISTRIBUTIONS,
  KINDS_PROGRAMS,
  KINDS_SAID,
  LISTING,
} from '../tools/testing/wheels_of_every_kind.ts'
import { bazel, build, executable, output } from './support/bazel.ts'
import { blobPath, readLayout } from './support/image_files.ts'
import { unpack } from './support/index_layout.ts'
import { pythonWorkspace } from './python/workspace.ts'

const VERSIONS = ['3.9', '3.11', '3.13', '3.14']
const PROGRAMS = ['3_11_amd64', '3_13_amd64', '3_13_arm64']
const OPTIONS = ['--output_groups=+oci_layout']
const PROBE = readFileSync(join(import.meta.dirname, 'python/probe.py'), 'utf8')

const GREETING = /^hello, Python 3\.\d+\.\d+ on \w+\n$/
const CHROOT = '/usr/sbin/chroot'

/** What the probe says. */
interface Probed {
  readonly version: string
  readonly certificates: number
  readonly sources: number
}

describe('an interpreter of packages', () => {
  let workspace = ''
  let podman: TestEngine

  before(async () => {
    workspace = pythonWorkspace()
    const interpreters = VERSIONS.map(targetOf).flatMap((name) => [
      `python_${name}`,
      `load_${name}`,
    ])
    await build(
      workspace,
      ...OPTIONS,
      ...interpreters.map((name) => `//interpreters:${name}`),
      '//kinds:load',
      ...PROGRAMS.flatMap((name) => [`//program:${name}`, `//program:load_${name}`]),
    )
    const { engine, missing } = await startPodman(process.env)
    if (engine === undefined) throw new Error(missing)
    podman = engine
  })

  after(async () => {
    await podman[Symbol.asyncDispose]()
    await bazel(workspace, ['shutdown'])
  })

  const targetOf = (version: string): string => version.replace('.', '_')
  const load = (label: string): Promise<string> =>
    must(executable(workspace, label), ['--engine=podman'], { env: podman.env })
  const layoutOf = (label: string): Promise<string> =>
    output(workspace, label, '.oci_layout', ...OPTIONS)

  for (const version of VERSIONS) {
    it(`${version} has its modules, certificates and types, and no shell`, async () => {
      await load(`//interpreters:load_${targetOf(version)}`)
      const image = `python/interpreter:${version}`
      const said = JSON.parse(await podman.runContainer(image, '-c', PROBE)) as Probed
      assert.ok(said.version.startsWith(`${version}.`), said.version)
      assert.ok(said.certificates > 100, String(said.certificates))
      assert.ok(said.sources > 40, String(said.sources))
      assert.deepEqual(said, {
        version: said.version,
        machine: 'x86_64',
        compressions: true,
        process: true,
        sum: 42,
        uuids: true,
        certificates: said.certificates,
        // Bullseye's list of types is from before this one.
        types: [version === '3.9' ? null : 'image/webp', 'application/vnd.oasis.opendocument.text'],
        hours: 2,
        sources: said.sources,
        uncompiled: [],
        programs: [],
      })
    })
  }

  const withoutDpkg = spawnSync('dpkg', ['--version']).status !== 0 && 'there is no dpkg'
  it(
    'has a database by which dpkg knows and verifies its packages',
    { skip: withoutDpkg },
    async () => {
      for (const version of ['3.9', '3.13']) {
        const layout = await layoutOf(`//interpreters:python_${targetOf(version)}`)
        await using scratch = await tempDir()
        const root = join(scratch.path, 'root')
        await unpack(layout, readLayout(layout), root)
        const dpkg = (...args: readonly string[]): string =>
          execFileSync('dpkg', [`--root=${root}`, ...args], { encoding: 'utf8' })
        const listing = dpkg('-l')
        const states = [...listing.matchAll(/^(\w\w) +(\S+)/gm)].map(([, state, name]) => [
          state,
          name,
        ])
        assert.ok(
          states.some(([, name]) => name?.startsWith(`python${version}-minimal`)),
          listing,
        )
        assert.deepEqual([...new Set(states.map(([state]) => state))], ['ii'], listing)
        assert.equal(dpkg('--verify'), '')
        assert.ok(!existsSync(join(root, 'usr/lib/x86_64-linux-gnu/gconv')))
      }
    },
  )

  for (const version of ['3.11', '3.13']) {
    it(`${version} runs a program and its wheels from compiled files`, async () => {
      await load(`//program:load_${targetOf(version)}_amd64`)
      const flags = [...podmanRunFlags(), '--env=PYTHONVERBOSE=1', '--read-only', '--user=1000']
      const image = `python/program:${version}-amd64`
      const { stdout, stderr } = await run('podman', ['run', ...flags, image], { env: podman.env })
      assert.match(stdout, GREETING)
      assert.ok(stdout.includes(`Python ${version}.`) && stdout.includes(' on x86_64'), stdout)
      const loaded = [...stderr.matchAll(/code object from '?([^'\s]+)/g)].map(([, path]) => path)
      const tag = `cpython-${version.replace('.', '')}`
      const site = `/app/.venv/lib/python${version}/site-packages`
      assert.deepEqual(
        loaded.filter((path) => path?.endsWith('.py')),
        [`/usr/lib/python${version}/sitecustomize.py`],
      )
      assert.deepEqual(
        loaded.filter((path) => path?.startsWith('/app/')),
        [`${site}/greeter/__pycache__/__init__.${tag}.pyc`, `/app/__pycache__/helper.${tag}.pyc`],
      )
    })
  }

  it('runs what wheels of every kind bring', async () => {
    await load('//kinds:load')
    const started = (program: string, ...args: readonly string[]): Promise<string> =>
      podman.runContainer(`--entrypoint=/app/.venv/bin/${program}`, 'python/kinds:latest', ...args)
    for (const program of KINDS_PROGRAMS)
      assert.deepEqual(JSON.parse(await started(program, 'x')), KINDS_SAID)
    assert.equal(await started('native'), '../native.libs/libdep-1a2b.so.1\nextension.so\n')
    const installed = await started('python', '-c', LISTING)
    assert.equal(installed, KINDS_DISTRIBUTIONS.replace('old_one', 'native 1.0 rt 0\nold_one'))
  })

  const notRoot = process.getuid?.() !== 0 && 'only root may change the root of files'
  it('has compiled files for another processor, too', { skip: notRoot }, async () => {
    const layout = await layoutOf('//program:3_13_arm64')
    const image = readLayout(layout)
    await using scratch = await tempDir()
    const root = join(scratch.path, 'root')
    await unpack(layout, image, root)
    const emulator = await must('sh', ['-c', 'command -v qemu-aarch64-static'])
    cpSync(emulator.trim(), join(root, 'emulator'))
    const { Entrypoint: command = [], Env: entries = [] } = image.config.config
    const answer = await must('env', ['-i', ...entries, CHROOT, root, '/emulator', ...command])
    assert.match(answer, GREETING)
    assert.ok(answer.includes(' on aarch64'), answer)
    const top = blobPath(layout, image.manifest.layers.at(-1)?.digest ?? '')
    assert.match(
      await must('bsdtar', ['-tf', top]),
      /^app\/__pycache__\/helper\.cpython-313\.pyc$/m,
    )
  })
})

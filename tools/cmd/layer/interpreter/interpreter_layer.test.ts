import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { writeDeb } from '../../../testing/deb_writer.ts'
import { Scratch } from '../../../testing/scratch.ts'
import { readTar } from '../../../testing/tar_reader.ts'
import type { RtOutcome } from '../../testing/run_rt.ts'
import { runRt } from '../../testing/run_rt.ts'

const COMPILER = join(import.meta.dirname, '../../../python/compile_bytecode.py')
const asked = spawnSync(
  'python3',
  ['-c', 'import sys; print(sys.executable, sys.version_info[0], sys.version_info[1])'],
  { encoding: 'utf8' },
)
const [python = '', major = '', minor = ''] =
  asked.status === 0 ? asked.stdout.trim().split(' ') : []
const withoutPython = python === '' && 'there is no Python'
const LINK = 'usr/lib/ssl/cert.pem'

async function layerOf(scratch: Scratch, ...options: readonly string[]): Promise<RtOutcome> {
  const deb = await writeDeb({
    name: 'libpython',
    architecture: 'amd64',
    members: [
      { name: './etc/sitecustomize.py', text: 'pass\n' },
      { name: './usr/lib/python3.0/one.py', text: 'ONE = 1\n' },
      { name: './usr/lib/python3.0/json/empty.py', text: '' },
      { name: './usr/lib/python3.0/broken.py', text: 'def\n' },
      {
        name: './usr/lib/python3.0/sitecustomize.py',
        type: 'symlink',
        linkname: '/etc/sitecustomize.py',
      },
    ],
  })
  scratch.write('libpython.deb', deb)
  const outputs = ['--out=out', '--layers=out.json', '--key=k', '--compress=gzip']
  const args = [...outputs, '--architecture=amd64', ...options, '--', 'libpython.deb']
  return runRt(scratch.path(), ['layer', 'interpreter', ...args])
}

async function filesOf(scratch: Scratch): Promise<readonly string[]> {
  const entries = await readTar(scratch.path('out/0.tar.gz'), 'gzip')
  return entries.filter(({ type }) => type !== 'directory').map(({ name }) => name)
}

describe('rt layer interpreter', () => {
  it(
    "compiles the packages' library, and leaves sources to their layer",
    { skip: withoutPython },
    async () => {
      await using scratch = await Scratch.make()
      const version = `--python-version=${major}.${minor}`
      const options = [version, `--compiler=${COMPILER}`, `--python=${python}`]
      const outcome = await layerOf(scratch, ...options)
      assert.deepEqual({ code: outcome.code, stderr: outcome.stderr }, { code: 0, stderr: '' })
      const tag = `cpython-${major}${minor}`
      assert.deepEqual(await filesOf(scratch), [
        `usr/lib/python3.0/__pycache__/one.${tag}.pyc`,
        `usr/lib/python3.0/json/__pycache__/empty.${tag}.pyc`,
        LINK,
      ])
    },
  )

  it('compiles nothing where no Python can run', async () => {
    await using scratch = await Scratch.make()
    const outcome = await layerOf(scratch, '--python-version=3.11')
    assert.equal(outcome.code, 0, outcome.stderr)
    assert.deepEqual(await filesOf(scratch), [LINK])
  })

  it('refuses a Python of another version', { skip: withoutPython }, async () => {
    await using scratch = await Scratch.make()
    const options = ['--python-version=3.1', `--compiler=${COMPILER}`, `--python=${python}`]
    const outcome = await layerOf(scratch, ...options)
    assert.equal(outcome.code, 1)
    assert.match(outcome.stderr, /3\.1\b/)
  })
})

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { Scratch } from '../../../testing/scratch.ts'
import { readTar } from '../../../testing/tar_reader.ts'
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

describe('rt layer python', () => {
  it(
    'packs the files of a program, compiled ones beside them',
    { skip: withoutPython },
    async () => {
      await using scratch = await Scratch.make()
      scratch.write('serve.py', 'import helper\n')
      scratch.write('empty.py', '')
      scratch.write('data/labels.txt', 'a\n')
      const outcome = await runRt(scratch.path(), [
        'layer',
        'python',
        '--out=out',
        '--layers=out.json',
        '--key=k',
        `--python-version=${major}.${minor}`,
        `--compiler=${COMPILER}`,
        `--python=${python}`,
        '--compress=gzip',
        '--',
        'source\tapp/serve.py\tserve.py',
        'source\tapp/pkg/__init__.py\tempty.py',
        'source\tapp/data\tdata',
      ])
      assert.deepEqual({ code: outcome.code, stderr: outcome.stderr }, { code: 0, stderr: '' })
      const entries = await readTar(scratch.path('out/0.tar.gz'), 'gzip')
      const tag = `cpython-${major}${minor}`
      assert.deepEqual(
        entries.filter(({ type }) => type === 'file').map(({ name }) => name),
        [
          `app/__pycache__/serve.${tag}.pyc`,
          'app/data/labels.txt',
          'app/pkg/__init__.py',
          `app/pkg/__pycache__/__init__.${tag}.pyc`,
          'app/serve.py',
        ],
      )
    },
  )

  it('gives files the permissions that it is told', async () => {
    await using scratch = await Scratch.make()
    scratch.write('data/labels.txt', 'a\n')
    const args = ['--out=out', '--layers=out.json', '--key=k', '--python-version=3.11']
    const outcome = await runRt(scratch.path(), [
      ...['layer', 'python', ...args, '--compress=gzip', '--mode=0640', '--'],
      'source\tapp/data\tdata',
    ])
    assert.equal(outcome.code, 0)
    const entries = await readTar(scratch.path('out/0.tar.gz'), 'gzip')
    assert.deepEqual(
      entries.map(({ name, mode }) => [name, mode.toString(8)]),
      [
        ['app/', '755'],
        ['app/data/', '755'],
        ['app/data/labels.txt', '640'],
      ],
    )
  })

  it('names a source that is missing', async () => {
    await using scratch = await Scratch.make()
    const args = ['--out=out', '--layers=out.json', '--key=k', '--python-version=3.11']
    const outcome = await runRt(scratch.path(), [
      'layer',
      'python',
      ...args,
      '--',
      'source\tapp/x.py\tx.py',
    ])
    assert.equal(outcome.code, 1)
    assert.match(outcome.stderr, /x\.py/)
  })

  const PLAIN = ['layer', 'python', '--out=out', '--layers=out.json', '--key=k', '--compress=none']
  const MIB = 1024 * 1024

  /** Names of the files in each archive. */
  async function filesOf(scratch: Scratch): Promise<readonly (readonly string[])[]> {
    const { layers } = JSON.parse(readFileSync(scratch.path('out.json'), 'utf8')) as {
      readonly layers: readonly unknown[]
    }
    const archives = layers.map((_, index) => readTar(scratch.path(`out/${index}.tar`), 'none'))
    const entries = await Promise.all(archives)
    return entries.map((archive) =>
      archive.filter(({ type }) => type === 'file').map(({ name }) => name),
    )
  }

  it('splits packages by their sizes, and what is still too large by bytes', async () => {
    await using scratch = await Scratch.make()
    scratch.write('small.py', 'x = 1\n')
    scratch.write('large.so', Buffer.alloc(40 * MIB))
    const lines = [
      'under\tapp/runfiles',
      'source\tlarge/one.so\tlarge.so',
      'source\tlarge/two.so\tlarge.so',
      'source\tsmall/small.py\tsmall.py',
      'empty\tother/__init__.py',
    ]
    const args = [...PLAIN, '--packages=app/runfiles']
    const outcome = await runRt(scratch.path(), [...args, '--', ...lines])
    assert.deepEqual({ code: outcome.code, stderr: outcome.stderr }, { code: 0, stderr: '' })
    assert.deepEqual(await filesOf(scratch), [
      ['app/runfiles/large/one.so', 'app/runfiles/large/two.so'],
      ['app/runfiles/other/__init__.py', 'app/runfiles/small/small.py'],
    ])
    const split = await runRt(scratch.path(), [...args, `--split=${60 * MIB}`, '--', ...lines])
    assert.equal(split.code, 0, split.stderr)
    assert.deepEqual((await filesOf(scratch)).map((files) => files.length).sort(), [1, 1, 2])
    const tooSmall = await runRt(scratch.path(), [...args, `--split=${MIB}`, '--', ...lines])
    assert.equal(tooSmall.code, 1)
    for (const name of ['one', 'two'])
      assert.ok(tooSmall.stderr.includes(`"app/runfiles/large/${name}.so"`), tooSmall.stderr)
  })

  it('refuses weights in directories, keeps compiled files, and says that it compiles nothing', async () => {
    await using scratch = await Scratch.make()
    scratch.write('directory/a.gguf', 'weights')
    scratch.write('directory/a.py', 'x = 1\n')
    const args = [...PLAIN, '--cannot-compile']
    const weights = ['--weight-suffix=.gguf', '--weight-size=7']
    const line = ['--', 'source\tapp\tdirectory']
    const refused = await runRt(scratch.path(), [...args, ...weights, ...line])
    assert.equal(refused.code, 1)
    assert.match(refused.stderr, /directory.*weights/)
    const taken = await runRt(scratch.path(), [...args, ...line])
    assert.equal(taken.code, 0)
    assert.match(taken.stderr, /^rt layer python: Python files are not compiled/)
  })

  it('refuses packages for another Python or processor', async () => {
    await using scratch = await Scratch.make()
    scratch.write('WHEEL', 'Wheel-Version: 1.0\nTag: cp312-cp312-manylinux_2_17_x86_64\n')
    const args = [...PLAIN, '--packages=app/runfiles', '--python-version=3.11']
    const dest = 'app/runfiles/a/site-packages/one-1.0.dist-info/WHEEL'
    const line = ['--', `source\t${dest}\tWHEEL`]
    const version = await runRt(scratch.path(), [...args, '--architecture=amd64', ...line])
    assert.equal(version.code, 1)
    assert.match(
      version.stderr,
      /^rt layer python: Cannot use the package "one-1\.0" of the runfiles: it is for cp312 .* Python 3\.11\n {2}accepted: .*\n {2}fix: /,
    )
    const other = await runRt(scratch.path(), [...args, '--architecture=arm64', ...line])
    assert.match(other.stderr, /it is for manylinux_2_17_x86_64, and the image for linux\/arm64/)
    assert.equal((await runRt(scratch.path(), [...args, ...line])).code, 0)
  })

  it('keeps a compiled file that is there already', { skip: withoutPython }, async () => {
    await using scratch = await Scratch.make()
    const compiled = `__pycache__/a.cpython-${major}${minor}.pyc`
    scratch.write('directory/a.py', 'x = 1\n')
    scratch.write(`directory/${compiled}`, 'theirs')
    const outcome = await runRt(scratch.path(), [
      ...PLAIN,
      `--python-version=${major}.${minor}`,
      `--compiler=${COMPILER}`,
      `--python=${python}`,
      '--',
      'source\tapp\tdirectory',
    ])
    assert.equal(outcome.code, 0, outcome.stderr)
    const entries = await readTar(scratch.path('out/0.tar'), 'none')
    assert.equal(String(entries.find(({ name }) => name === `app/${compiled}`)?.content), 'theirs')
  })
})

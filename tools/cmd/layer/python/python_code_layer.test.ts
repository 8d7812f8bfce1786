import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
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
})

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { Scratch } from '../../../testing/scratch.ts'
import { wheelFile } from '../../../testing/wheel_writer.ts'
import { runRt } from '../../testing/run_rt.ts'

const VERSION = 'import sys; print("%d.%d" % sys.version_info[:2])'

describe('rt python install', () => {
  it('has compiled files where there is what compiles', async () => {
    await using scratch = await Scratch.make()
    const files = [{ name: 'one.py', content: 'x = 1\n' }]
    scratch.write('one-1.0-py3-none-any.whl', wheelFile({ name: 'one', files }))
    const driver = join(import.meta.dirname, '../../../python/compile_bytecode.py')
    const version = execFileSync('python3', ['-c', VERSION], { encoding: 'utf8' }).trim()
    const outcome = await runRt(scratch.path(), [
      ...['python', 'install', '--out=site', '--prefix=app/.venv', `--python-version=${version}`],
      ...[`--compiler=${driver}`, '--python=python3', 'one-1.0-py3-none-any.whl'],
    ])
    assert.equal(outcome.code, 0, outcome.stderr)
    const name = `one.cpython-${version.replace('.', '')}.pyc`
    assert.deepEqual(readdirSync(scratch.path('site/__pycache__')), [name])
  })

  it('writes what can be imported, and nothing else', async () => {
    await using scratch = await Scratch.make()
    const files = [
      { name: 'one/__init__.py', content: 'x = 1\n' },
      { name: 'one/tool', content: 'tool', mode: 0o100755 },
      { name: 'one-1.0.data/data/share/x', content: 'x' },
    ]
    scratch.write('one-1.0-py3-none-any.whl', wheelFile({ name: 'one', files }))
    const args = ['--out=site', '--prefix=app/.venv', '--python-version=3.11']
    const outcome = await runRt(scratch.path(), [
      'python',
      'install',
      ...args,
      'one-1.0-py3-none-any.whl',
    ])
    assert.deepEqual(outcome, { code: 0, stdout: '', stderr: '' })
    assert.deepEqual(readdirSync(scratch.path('site')).sort(), ['one', 'one-1.0.dist-info'])
    assert.equal(readFileSync(scratch.path('site/one/__init__.py'), 'utf8'), 'x = 1\n')
    assert.equal(statSync(scratch.path('site/one/tool')).mode & 0o777, 0o755)
    assert.deepEqual(
      readdirSync(scratch.path()).filter((name) => name.startsWith('site')),
      ['site'],
    )
  })
})

import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, lstatSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { describe, it } from 'node:test'
import { Scratch } from '../../../testing/scratch.ts'
import { wheelFile } from '../../../testing/wheel_writer.ts'
import {
  KINDS,
  KINDS_DISTRIBUTIONS,
  KINDS_PROGRAMS,
  KINDS_SAID,
  LISTING,
  wheelName,
} from '../../../testing/wheels_of_every_kind.ts'
import type { RtOutcome } from '../../testing/run_rt.ts'
import { runRt } from '../../testing/run_rt.ts'

const asked = spawnSync('python3', ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], {
  encoding: 'utf8',
})
const version = asked.status === 0 ? asked.stdout.trim() : '3.11'
const withoutPython = asked.status !== 0 && 'there is no Python'

const WHEEL = wheelFile({
  name: 'one',
  files: [{ name: 'one.py', content: 'import local\ndef main():\n    print("one", local.NAME)\n' }],
  entryPoints: '[console_scripts]\none = one:main\n',
})

describe('rt python venv', () => {
  it('has wheels, scripts and sources, and is made anew', { skip: withoutPython }, async () => {
    await using scratch = await Scratch.make()
    scratch.write('files/w/one-1.0-py3-none-any.whl', WHEEL)
    scratch.write('workspace/app/local.py', 'NAME = "local"\n')
    const env = {
      RUNFILES_DIR: scratch.path('files'),
      BUILD_WORKSPACE_DIRECTORY: scratch.path('workspace'),
    }
    const args = [
      'python',
      'venv',
      `--python-version=${version}.1`,
      '--package=app',
      '--wheel=w/one-1.0-py3-none-any.whl',
    ]
    const made = { code: 0, stdout: `${scratch.path('.venv/bin/python')}\n`, stderr: '' }
    assert.deepEqual(await runRt(scratch.path(), args, env), made)
    assert.deepEqual(await runRt(scratch.path(), args, env), made)
    const said = execFileSync(scratch.path('.venv/bin/one'), { encoding: 'utf8' })
    assert.equal(said, 'one local\n')
  })

  it('imports from what a py_binary imports from', { skip: withoutPython }, async () => {
    await using scratch = await Scratch.make()
    scratch.write('files/pip/site-packages/two.py', 'NAME = "two"\n')
    scratch.write('workspace/app/lib/three.py', 'import two\nprint(two.NAME, "three")\n')
    const env = {
      RUNFILES_DIR: scratch.path('files'),
      BUILD_WORKSPACE_DIRECTORY: scratch.path('workspace'),
    }
    const options = ['--import=_main', '--import=_main/app/lib', '--import=pip/site-packages']
    const args = ['python', 'venv', `--python-version=${version}`, ...options]
    const outcome = await runRt(scratch.path(), args, env)
    assert.equal(outcome.code, 0, outcome.stderr)
    const run = ['-c', 'import app.lib.three']
    const said = execFileSync(scratch.path('.venv/bin/python'), run, { encoding: 'utf8' })
    assert.equal(said, 'two three\n')
    const unknown = await runRt(scratch.path(), [...args, '--import=other/site-packages'], env)
    assert.equal(unknown.code, 1)
    assert.match(unknown.stderr, /other\/site-packages/)
  })

  it('works with wheels of every kind', { skip: withoutPython }, async () => {
    await using scratch = await Scratch.make()
    const files = KINDS.map((parts) => {
      const file = wheelName(parts)
      scratch.write(`files/w/${file}`, wheelFile(parts))
      return file
    })
    const wheels = files.map((file) => `--wheel=w/${file}`)
    const args = ['python', 'venv', `--python-version=${version}`, ...wheels]
    const outcome = await runRt(scratch.path(), args, { RUNFILES_DIR: scratch.path('files') })
    assert.equal(outcome.code, 0, outcome.stderr)
    for (const program of KINDS_PROGRAMS) {
      const path = scratch.path(`.venv/bin/${program}`)
      const said: unknown = JSON.parse(execFileSync(path, ['x'], { encoding: 'utf8', env: {} }))
      assert.deepEqual(said, KINDS_SAID)
    }
    const python = scratch.path('.venv/bin/python')
    assert.equal(
      execFileSync(python, ['-c', LISTING], { encoding: 'utf8', env: {} }),
      KINDS_DISTRIBUTIONS,
    )
  })

  it('leaves the directory of somebody else alone', { skip: withoutPython }, async () => {
    await using scratch = await Scratch.make()
    scratch.write('mine/notes.txt', '')
    const outcome = await runRt(scratch.path(), [
      'python',
      'venv',
      `--python-version=${version}`,
      'mine',
    ])
    assert.equal(outcome.code, 1)
    assert.match(outcome.stderr, /Cannot make a virtual environment in ".*mine": it has files/)
    assert.ok(existsSync(scratch.path('mine/notes.txt')))
  })

  describe('in a place that has something', { skip: withoutPython }, () => {
    const damaged = wheelFile({ name: 'one', files: [], moreRecord: 'gone.py,sha256=AAAA,1\n' })
    const own = wheelFile({
      name: 'one',
      files: [{ name: 'one-1.0.data/scripts/python', content: 'not the Python of this machine' }],
    })
    const make = async (scratch: Scratch, place: string, wheel = WHEEL): Promise<RtOutcome> => {
      scratch.write('files/w/one-1.0-py3-none-any.whl', wheel)
      const args = [`--python-version=${version}`, '--wheel=w/one-1.0-py3-none-any.whl', place]
      const env = {
        RUNFILES_DIR: scratch.path('files'),
        BUILD_WORKSPACE_DIRECTORY: scratch.path('workspace'),
      }
      mkdirSync(scratch.path('workspace'), { recursive: true })
      return await runRt(scratch.path(), ['python', 'venv', ...args], env)
    }

    it('keeps an environment when a new one cannot be made', async () => {
      await using scratch = await Scratch.make()
      assert.equal((await make(scratch, 'env')).code, 0)
      for (const wheel of [damaged, own]) {
        assert.equal((await make(scratch, 'env', wheel)).code, 1)
        assert.equal((await make(scratch, 'new', wheel)).code, 1)
      }
      assert.ok(existsSync(scratch.path(`env/lib/python${version}/site-packages/one.py`)))
      assert.deepEqual(readdirSync(scratch.path('env')).sort(), [
        ...['.gitignore', 'bin', 'lib', 'pyvenv.cfg'],
      ])
      assert.ok(!existsSync(scratch.path('new')))
    })

    it('removes what a run that was killed has left', async () => {
      await using scratch = await Scratch.make()
      scratch.write('env/.rt-new-1/bin/one', '')
      scratch.write('env/.rt-old-1/bin/one', '')
      assert.equal((await make(scratch, 'env')).code, 0)
      const names = readdirSync(scratch.path('env')).sort()
      assert.deepEqual(names, ['.gitignore', 'bin', 'lib', 'pyvenv.cfg'])
    })

    it('leaves files that people put beside it', async () => {
      await using scratch = await Scratch.make()
      const wheel = wheelFile({
        name: 'one',
        files: [{ name: 'one-1.0.data/data/settings/one.json', content: '{}' }],
      })
      for (const each of [wheel, WHEEL]) {
        const outcome = await make(scratch, 'env', each)
        assert.equal(outcome.code, 0, outcome.stderr)
      }
      assert.ok(!existsSync(scratch.path('env/settings')))
      scratch.write('env/notes.txt', '')
      const { code, stderr } = await make(scratch, 'env')
      assert.equal(code, 1)
      assert.match(stderr, /rt did not put these there: notes\.txt\n/)
      assert.ok(existsSync(scratch.path('env/notes.txt')))
    })

    it('follows a link to a directory, and leaves other links and files', async () => {
      await using scratch = await Scratch.make()
      mkdirSync(scratch.path('elsewhere'))
      symlinkSync(scratch.path('elsewhere'), scratch.path('link'))
      assert.equal((await make(scratch, 'link')).code, 0)
      assert.ok(lstatSync(scratch.path('link')).isSymbolicLink())
      assert.ok(existsSync(scratch.path('elsewhere/bin/one')))
      symlinkSync(scratch.path('nowhere'), scratch.path('dangling'))
      scratch.write('file', '')
      for (const [place, says] of [
        ['dangling', /it is a link to what is not there/],
        ['file', /it is a file/],
        ['file/env', /what should be its parent directory is none/],
      ] as const) {
        const { code, stderr } = await make(scratch, place)
        assert.equal(code, 1)
        assert.match(stderr, says)
      }
    })

    it('starts programs where a path has spaces or is long', async () => {
      await using scratch = await Scratch.make()
      scratch.write('workspace/local.py', 'NAME = "local"\n')
      const files = [
        { name: 'one.py', content: 'def main():\n    print("one")\n' },
        { name: 'one-1.0.data/scripts/two', content: '#!python -s\nimport one\none.main()\n' },
      ]
      const entryPoints = '[console_scripts]\none = one:main\n'
      const wheel = wheelFile({ name: 'one', files, entryPoints })
      for (const place of ['with "some" $HOME spaces', 'x'.repeat(250)]) {
        assert.equal((await make(scratch, place, wheel)).code, 0)
        for (const program of ['one', 'two']) {
          const said = execFileSync(scratch.path(`${place}/bin/${program}`), { encoding: 'utf8' })
          assert.equal(said, 'one\n')
        }
      }
    })

    it('keeps glob() out of it', async () => {
      await using scratch = await Scratch.make()
      for (const place of ['workspace/.venv', 'other/.venv'])
        assert.equal((await make(scratch, place)).code, 0)
      assert.ok(existsSync(scratch.path('workspace/.venv/BUILD.bazel')))
      assert.ok(!existsSync(scratch.path('other/.venv/BUILD.bazel')))
    })
  })

  it('says that this machine has no such Python', async () => {
    await using scratch = await Scratch.make()
    mkdirSync(scratch.path('empty'))
    const outcome = await runRt(scratch.path(), ['python', 'venv', '--python-version=3.2', 'empty'])
    assert.equal(outcome.code, 1)
    assert.match(outcome.stderr, /this machine has no Python 3\.2/)
  })
})

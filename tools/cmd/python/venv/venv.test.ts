import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { describe, it } from 'node:test'
import { Scratch } from '../../../testing/scratch.ts'
import type { WheelParts } from '../../../testing/wheel_writer.ts'
import { wheelFile } from '../../../testing/wheel_writer.ts'
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

const PKGUTIL = '__path__ = __import__("pkgutil").extend_path(__path__, __name__)\n'
const REPORT = `
import json, os, sys, sysconfig
import old.one, old.two, plat_part, pure_part, space.one, space.two, through_pth

def main():
    include = os.path.join(sys.prefix, "include", "site", "python" + sysconfig.get_python_version())
    print(json.dumps({
        "namespaces": [space.one.NAME, space.two.NAME, old.one.NAME, old.two.NAME],
        "pth": [through_pth.NAME, os.environ["BY_PTH"]],
        "parts": [pure_part.NAME, plat_part.NAME],
        "data": open(os.path.join(sys.prefix, "share/kinds/note.txt")).read(),
        "header": open(os.path.join(include, "kinds/kinds.h")).read(),
        "arguments": sys.argv[1:],
    }))
`
const named = (name: string): string => `NAME = "${name}"\n`

/** Wheels with all that installers must know: two kinds of packages that several wheels share, `.pth`, `.data`. */
const KINDS: readonly WheelParts[] = [
  { name: 'space_one', files: [{ name: 'space/one.py', content: named('space.one') }] },
  { name: 'space_two', files: [{ name: 'space/two.py', content: named('space.two') }] },
  {
    name: 'old_one',
    files: [
      { name: 'old/__init__.py', content: PKGUTIL },
      { name: 'old/one.py', content: named('old.one') },
    ],
  },
  {
    name: 'old_two',
    files: [
      { name: 'old/__init__.py', content: PKGUTIL },
      { name: 'old/two.py', content: named('old.two') },
    ],
  },
  {
    name: 'kinds',
    files: [
      { name: 'kinds/__init__.py', content: REPORT },
      { name: 'kinds.pth', content: 'kinds_more\nimport os; os.environ["BY_PTH"] = "yes"\n' },
      { name: 'kinds_more/through_pth.py', content: named('through_pth') },
      { name: 'kinds-1.0.data/purelib/pure_part.py', content: named('pure') },
      { name: 'kinds-1.0.data/platlib/plat_part.py', content: named('plat') },
      { name: 'kinds-1.0.data/data/share/kinds/note.txt', content: 'a note' },
      { name: 'kinds-1.0.data/headers/kinds.h', content: '/* a header */' },
      { name: 'kinds-1.0.data/scripts/tool', content: '#!python\nimport kinds\nkinds.main()\n' },
    ],
    entryPoints: '[console_scripts]\nreport = kinds:main\n[gui_scripts]\nwindow = kinds:main\n',
  },
]

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
      const file = `${parts.name}-1.0-py3-none-any.whl`
      scratch.write(`files/w/${file}`, wheelFile(parts))
      return file
    })
    const wheels = files.map((file) => `--wheel=w/${file}`)
    const args = ['python', 'venv', `--python-version=${version}`, ...wheels]
    const outcome = await runRt(scratch.path(), args, { RUNFILES_DIR: scratch.path('files') })
    assert.equal(outcome.code, 0, outcome.stderr)
    for (const program of ['report', 'window', 'tool']) {
      const path = scratch.path(`.venv/bin/${program}`)
      const said: unknown = JSON.parse(execFileSync(path, ['x'], { encoding: 'utf8', env: {} }))
      assert.deepEqual(said, {
        namespaces: ['space.one', 'space.two', 'old.one', 'old.two'],
        pth: ['through_pth', 'yes'],
        parts: ['pure', 'plat'],
        data: 'a note',
        header: '/* a header */',
        arguments: ['x'],
      })
    }
    // What other tools see is what is installed, and that it is whole.
    const listing = `import importlib.metadata as m
for d in sorted(m.distributions(), key=lambda d: d.name if hasattr(d, "name") else d.metadata["Name"]):
    missing = [f for f in d.files or [] if not f.locate().exists()]
    print(d.metadata["Name"], d.version, d.read_text("INSTALLER").strip(), len(missing))`
    const python = scratch.path('.venv/bin/python')
    assert.equal(
      execFileSync(python, ['-c', listing], { encoding: 'utf8', env: {} }),
      KINDS.map(({ name }) => `${name} 1.0 rt 0\n`)
        .toSorted()
        .join(''),
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

  it('says that this machine has no such Python', async () => {
    await using scratch = await Scratch.make()
    mkdirSync(scratch.path('empty'))
    const outcome = await runRt(scratch.path(), ['python', 'venv', '--python-version=3.2', 'empty'])
    assert.equal(outcome.code, 1)
    assert.match(outcome.stderr, /this machine has no Python 3\.2/)
  })
})

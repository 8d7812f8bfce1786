import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Scratch } from '../../../testing/scratch.ts'
import { readTar } from '../../../testing/tar_reader.ts'
import { wheelFile } from '../../../testing/wheel_writer.ts'
import type { RtOutcome } from '../../testing/run_rt.ts'
import { runRt } from '../../testing/run_rt.ts'

const ONE = 'one-1.0-py3-none-any.whl'
const WHEEL = wheelFile({
  name: 'one',
  files: [{ name: 'one.py', content: 'x = 1\n' }],
  entryPoints: '[console_scripts]\nserve = one:main\n',
})

async function venvOf(
  scratch: Scratch,
  wheels: Readonly<Record<string, Buffer>>,
  options: readonly string[] = [],
): Promise<RtOutcome> {
  for (const [name, bytes] of Object.entries(wheels)) scratch.write(name, bytes)
  const args = [
    'layer',
    'venv',
    '--out=out',
    '--layers=out.json',
    '--key=k',
    '--prefix=app/.venv',
    '--python-version=3.11.2',
    '--interpreter=/usr/bin/python3.11',
    '--architecture=amd64',
  ]
  return await runRt(scratch.path(), [...args, ...options, ...Object.keys(wheels)])
}

describe('rt layer venv', () => {
  it('names the interpreter by links and settings', async () => {
    await using scratch = await Scratch.make()
    const outcome = await venvOf(scratch, { [ONE]: WHEEL }, ['--script=serve'])
    assert.deepEqual({ code: outcome.code, stderr: outcome.stderr }, { code: 0, stderr: '' })
    const entries = await readTar(scratch.path('out/0.tar.zst'), 'zstd')
    const links = entries.filter(({ type }) => type === 'symlink')
    assert.deepEqual(
      links.map(({ name, linkname }) => [name, linkname]),
      [
        ['app/.venv/bin/python', '/usr/bin/python3.11'],
        ['app/.venv/bin/python3', 'python'],
        ['app/.venv/bin/python3.11', 'python'],
      ],
    )
    const settings = entries.find(({ name }) => name === 'app/.venv/pyvenv.cfg')
    assert.equal(
      String(settings?.content),
      'home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.11.2\n',
    )
  })

  it('lets packages of the interpreter be imported where that is wanted', async () => {
    await using scratch = await Scratch.make()
    await venvOf(scratch, { [ONE]: WHEEL }, ['--system-site-packages'])
    const entries = await readTar(scratch.path('out/0.tar.zst'), 'zstd')
    const settings = entries.find(({ name }) => name === 'app/.venv/pyvenv.cfg')
    assert.match(String(settings?.content), /^include-system-site-packages = true$/m)
  })

  const DIRECTORY = '/opt/cache/lib/python3.11/site-packages'

  it('finds the packages of a base after its own', async () => {
    await using scratch = await Scratch.make()
    scratch.write('base', JSON.stringify({ [DIRECTORY]: ['two==1.0'] }))
    await venvOf(scratch, { [ONE]: WHEEL }, ['--base-packages=base'])
    const entries = await readTar(scratch.path('out/0.tar.zst'), 'zstd')
    const place = 'app/.venv/lib/python3.11/site-packages/rt_base.pth'
    const found = entries.find(({ name }) => name === place)
    assert.equal(String(found?.content), `import site; site.addsitedir("${DIRECTORY}")\n`)
  })

  const refusedBases: readonly (readonly [string, string, RegExp])[] = [
    ['a label that nobody can read', '[1]', /Cannot read which packages the base has: it is not/],
    [
      'packages of a base in its own directory',
      JSON.stringify({ '/app/.venv/lib/python3.11/site-packages': [] }),
      /both are in "\/app\/\.venv\/.*\n.*\n {2}fix: set prefix = "\/opt\/cache"/,
    ],
  ]
  for (const [what, label, message] of refusedBases) {
    it(`refuses ${what}`, async () => {
      await using scratch = await Scratch.make()
      scratch.write('base', label)
      const { code, stderr } = await venvOf(scratch, { [ONE]: WHEEL }, ['--base-packages=base'])
      assert.match(stderr, message)
      assert.equal(code, 1)
    })
  }

  it('says once that nothing is compiled', async () => {
    await using scratch = await Scratch.make()
    const outcome = await venvOf(scratch, { [ONE]: WHEEL }, ['--cannot-compile'])
    assert.equal(outcome.code, 0)
    assert.match(
      outcome.stderr,
      /^rt layer venv: Python files are not compiled, because .* no runner/,
    )
    assert.equal(outcome.stderr.split('\n').length, 2)
  })

  it('names all wheels that do not fit, and a script that none brings', async () => {
    await using scratch = await Scratch.make()
    const other = wheelFile({ name: 'other', files: [{ name: 'one.py', content: 'x = 2\n' }] })
    const outcome = await venvOf(
      scratch,
      { [ONE]: WHEEL, 'other-1.0-cp312-cp312-manylinux_2_17_x86_64.whl': other },
      ['--script=uvicorn', '--libc=glibc', '--libc-version=2.36'],
    )
    assert.equal(outcome.code, 1)
    assert.match(
      outcome.stderr,
      /"other-1\.0-cp312-.*it is for cp312 with the ABI cp312, and the image has Python 3\.11/,
    )
    assert.match(outcome.stderr, /together: both have other contents at \/app\/\.venv\/.*one\.py/)
    assert.match(
      outcome.stderr,
      /Cannot start the script "uvicorn": no wheel brings it\n {2}accepted: serve\n/,
    )
  })

  it('refuses wheels for another C library', async () => {
    await using scratch = await Scratch.make()
    const name = 'one-1.0-cp311-cp311-musllinux_1_2_x86_64.whl'
    const outcome = await venvOf(scratch, { [name]: WHEEL })
    assert.match(outcome.stderr, /it is for musllinux_1_2_x86_64, and the image has glibc\n/)
    const musl = await venvOf(scratch, { [name]: WHEEL }, ['--libc=musl'])
    assert.equal(musl.code, 0, musl.stderr)
  })
})

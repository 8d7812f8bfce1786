import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { parseLayerSet } from '../../../core/layer_set_json.ts'
import type { Layer } from '../../../core/layer_set.ts'
import { Scratch } from '../../../testing/scratch.ts'
import { tinyProgram } from '../../../testing/tiny_program.ts'
import type { ReadEntry } from '../../../testing/tar_reader.ts'
import { readTar } from '../../../testing/tar_reader.ts'
import type { WheelParts } from '../../../testing/wheel_writer.ts'
import { wheelFile } from '../../../testing/wheel_writer.ts'
import type { RtOutcome } from '../../testing/run_rt.ts'
import { runRt } from '../../testing/run_rt.ts'

const COMPILER = join(import.meta.dirname, '../../../python/compile_bytecode.py')
/** The machine's own Python and its version; undefined where there is none. */
const PYTHON = findPython()
const withoutPython = PYTHON === undefined && 'there is no Python'

function findPython(): { readonly path: string; readonly version: string } | undefined {
  const code = 'import sys; print(sys.executable, ".".join(map(str, sys.version_info[:3])))'
  const { status, stdout } = spawnSync('python3', ['-c', code], { encoding: 'utf8' })
  const [path, version] = status === 0 ? stdout.trim().split(' ') : []
  return path && version ? { path, version } : undefined
}

const GREETER: WheelParts = {
  name: 'greeter',
  files: [
    { name: 'greeter/__init__.py', content: 'def main():\n    print("hello")\n' },
    { name: 'greeter/old.py', content: 'print "of another Python"\n' },
    { name: 'greeter/tool', content: 'a program\n', mode: 0o100700 },
    { name: 'greeter.pth', content: 'greeter\n' },
    { name: 'greeter-1.0.data/scripts/greet-script', content: '#!pythonw -s\nimport greeter\n' },
    { name: 'greeter-1.0.data/scripts/binary', content: '\u007fELF' },
    { name: 'greeter-1.0.data/data/share/note.txt', content: 'note\n' },
    { name: 'greeter-1.0.data/headers/greeter.h', content: '#define GREETER\n' },
    { name: 'greeter-1.0.data/purelib/pure.py', content: 'PURE = 1\n' },
    { name: 'greeter-1.0.data/platlib/plat.py', content: 'PLAT = 1\n' },
    { name: 'greeter-1.0.dist-info/LICENSE', content: 'Free.\n' },
  ],
  entryPoints:
    '[console_scripts]\ngreet = greeter:main\n\n[gui_scripts]\nwindow = greeter.ui:App.run [extra]\n[other]\nx\n',
}

const NAME = 'greeter-1.0-py3-none-any.whl'

async function layersOf(
  scratch: Scratch,
  wheels: Readonly<Record<string, Buffer | string>>,
  options: readonly string[] = [],
): Promise<RtOutcome> {
  for (const [name, bytes] of Object.entries(wheels)) scratch.write(name, bytes)
  const version = options.some((each) => each.startsWith('--python-version'))
    ? []
    : ['--python-version=3.11']
  const args = ['--out=out', '--layers=out.json', '--key=_main/out', '--prefix=/app/.venv']
  return await runRt(scratch.path(), [
    'layer',
    'wheels',
    ...args,
    ...version,
    ...options,
    ...Object.keys(wheels),
  ])
}

function layers(scratch: Scratch): readonly Layer[] {
  const set = parseLayerSet(JSON.parse(readFileSync(scratch.path('out.json'), 'utf8')))
  assert.ok(set.ok)
  return set.value.layers
}

async function entries(scratch: Scratch, index = 0): Promise<ReadonlyMap<string, ReadEntry>> {
  const found = await readTar(scratch.path(`out/${index}.tar.zst`), 'zstd')
  return new Map(found.map((entry) => [entry.name, entry]))
}

const SITE = 'app/.venv/lib/python3.11/site-packages'

describe('rt layer wheels', () => {
  const one = (version: string): Record<string, Buffer> => ({
    [`one-${version}-py3-none-any.whl`]: wheelFile({
      ...{ name: 'one', version, files: [{ name: 'one.py', content: version }] },
    }),
  })
  const CACHE = JSON.stringify({ '/opt/cache/lib/python3.11/site-packages': ['one==1.0'] })

  it('makes no layer of what the base has', async () => {
    await using scratch = await Scratch.make()
    scratch.write('base', CACHE)
    const { code, stderr } = await layersOf(scratch, one('1.0'), ['--base-packages=base'])
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
    assert.deepEqual(layers(scratch), [])
  })

  it('installs what the base has in another version, and says so', async () => {
    await using scratch = await Scratch.make()
    scratch.write('base', CACHE)
    const { code, stderr } = await layersOf(scratch, one('2.0'), ['--base-packages=base'])
    assert.match(stderr, /: one 2\.0 is installed over the base, which has 1\.0\n$/)
    assert.equal(code, 0)
    assert.equal(String((await entries(scratch)).get(`${SITE}/one.py`)?.content), '2.0')
  })

  it('installs what is started in any case', async () => {
    await using scratch = await Scratch.make()
    scratch.write('base', CACHE)
    await layersOf(scratch, one('1.0'), ['--base-packages=base', '--keep=one'])
    assert.equal(layers(scratch).length, 1)
  })

  it('installs all that a wheel can have', async () => {
    await using scratch = await Scratch.make()
    const outcome = await layersOf(scratch, { [NAME]: wheelFile(GREETER) })
    assert.deepEqual({ code: outcome.code, stderr: outcome.stderr }, { code: 0, stderr: '' })
    const found = await entries(scratch)
    const files = [...found.values()].filter(({ type }) => type === 'file')
    assert.deepEqual(
      files.map(({ name, mode }) => `${mode.toString(8)} ${name}`),
      [
        '755 app/.venv/bin/binary',
        '755 app/.venv/bin/greet',
        '755 app/.venv/bin/greet-script',
        '755 app/.venv/bin/window',
        '644 app/.venv/include/site/python3.11/greeter/greeter.h',
        `644 ${SITE}/greeter-1.0.dist-info/INSTALLER`,
        `644 ${SITE}/greeter-1.0.dist-info/LICENSE`,
        `644 ${SITE}/greeter-1.0.dist-info/METADATA`,
        `644 ${SITE}/greeter-1.0.dist-info/RECORD`,
        `644 ${SITE}/greeter-1.0.dist-info/WHEEL`,
        `644 ${SITE}/greeter-1.0.dist-info/entry_points.txt`,
        `644 ${SITE}/greeter.pth`,
        `644 ${SITE}/greeter/__init__.py`,
        `644 ${SITE}/greeter/old.py`,
        `755 ${SITE}/greeter/tool`,
        `644 ${SITE}/plat.py`,
        `644 ${SITE}/pure.py`,
        '644 app/.venv/share/note.txt',
      ],
    )
    assert.ok(files.every(({ uid, gid, mtime }) => uid === 0 && gid === 0 && mtime === 1672560000))
    assert.match(
      String(found.get('app/.venv/bin/greet-script')?.content),
      /^#!\/app\/\.venv\/bin\/python -s\n/,
    )
    const window = String(found.get('app/.venv/bin/window')?.content)
    assert.match(window, /^#!\/app\/\.venv\/bin\/python\n/)
    assert.match(window, /from greeter\.ui import App\n/)
    assert.match(window, /sys\.exit\(App\.run\(\)\)/)
    const record = String(found.get(`${SITE}/greeter-1.0.dist-info/RECORD`)?.content).split('\n')
    assert.ok(record.includes('greeter-1.0.dist-info/RECORD,,'))
    assert.ok(record.some((line) => line.startsWith('../../../bin/greet,sha256=')))
    assert.ok(record.some((line) => line.startsWith('../../../share/note.txt,sha256=')))
    assert.equal(layers(scratch)[0]?.description, 'Python packages greeter 1.0')
  })

  it('makes anew what tools may have made before: programs and compiled files', async () => {
    await using scratch = await Scratch.make()
    const files = [
      { name: 'greeter/__init__.py', content: '' },
      { name: 'greeter/__pycache__/__init__.cpython-311.pyc', content: 'of another day' },
      { name: 'greeter/__pycache__/alone.cpython-311.pyc', content: 'without a source' },
      { name: 'greeter-1.0.data/scripts/greet', content: '#!python\nold\n' },
      { name: 'greeter-1.0.data/scripts/greet-script.py', content: '#!python\nold\n' },
      { name: 'twice.py', content: 'A = 1\n' },
      { name: 'greeter-1.0.data/purelib/twice.py', content: 'A = 1\n' },
    ]
    const entryPoints = '[console_scripts]\ngreet = greeter:main\n'
    const wheel = wheelFile({ name: 'greeter', files, entryPoints })
    const outcome = await layersOf(scratch, { [NAME]: wheel })
    assert.deepEqual({ code: outcome.code, stderr: outcome.stderr }, { code: 0, stderr: '' })
    const found = await entries(scratch)
    assert.match(String(found.get('app/.venv/bin/greet')?.content), /from greeter import main/)
    assert.ok(!found.has('app/.venv/bin/greet-script.py'))
    const compiled = [...found.keys()].filter((name) => name.endsWith('.pyc'))
    assert.deepEqual(compiled, [`${SITE}/greeter/__pycache__/alone.cpython-311.pyc`])
    const record = String(found.get(`${SITE}/greeter-1.0.dist-info/RECORD`)?.content)
    const paths = record.split('\n').map((line) => line.split(',')[0])
    assert.equal(new Set(paths).size, paths.length, record)
    assert.doesNotMatch(record, /__init__\.cpython/)
  })

  it('knows the programs of a wheel that is made on Windows', async () => {
    await using scratch = await Scratch.make()
    const wheel = wheelFile(GREETER)
    // "version made by" in the directory (APPNOTE 4.4.2).
    wheel.writeUInt8(0, wheel.lastIndexOf('greeter/tool') - 46 + 5)
    await layersOf(scratch, { [NAME]: wheel })
    assert.equal((await entries(scratch)).get(`${SITE}/greeter/tool`)?.mode, 0o755)
  })

  it('compiles nothing whose name would be too long', { skip: withoutPython }, async () => {
    await using scratch = await Scratch.make()
    const name = `${'x'.repeat(250)}.py`
    const wheel = wheelFile({ name: 'greeter', files: [{ name, content: '' }] })
    const options = [`--compiler=${COMPILER}`, `--python=${PYTHON?.path ?? ''}`]
    const version = `--python-version=${PYTHON?.version ?? ''}`
    const outcome = await layersOf(scratch, { [NAME]: wheel }, [...options, version])
    assert.equal(outcome.code, 0, outcome.stderr)
  })

  it('gives the same bytes whatever the order of the wheels and the number of workers', async () => {
    await using scratch = await Scratch.make()
    const second = wheelFile({ name: 'second', files: [{ name: 'second.py', content: 'x = 1\n' }] })
    const wheels = { [NAME]: wheelFile(GREETER), 'second-1.0-py3-none-any.whl': second }
    await layersOf(scratch, wheels, ['--workers=0'])
    const first = layers(scratch)
    await layersOf(scratch, Object.fromEntries(Object.entries(wheels).reverse()), ['--workers=3'])
    assert.deepEqual(layers(scratch), first)
    assert.equal(first.length, 1)
  })

  it('compiles by the Python of the image', { skip: withoutPython }, async () => {
    await using scratch = await Scratch.make()
    const { path, version } = PYTHON ?? { path: '', version: '' }
    const minor = version.split('.').slice(0, 2).join('.')
    const options = [`--compiler=${COMPILER}`, `--python=${path}`, `--python-version=${version}`]
    const outcome = await layersOf(scratch, { [NAME]: wheelFile(GREETER) }, options)
    assert.deepEqual({ code: outcome.code, stderr: outcome.stderr }, { code: 0, stderr: '' })
    const site = `app/.venv/lib/python${minor}/site-packages`
    const found = await entries(scratch)
    const tag = `cpython-${minor.replace('.', '')}`
    const compiled = found.get(`${site}/greeter/__pycache__/__init__.${tag}.pyc`)?.content
    assert.ok(compiled)
    assert.equal(compiled.readUInt32LE(4), 1, 'the hash of the source, never checked')
    assert.ok(compiled.includes(`/${site}/greeter/__init__.py`), 'named by its place in the image')
    assert.ok(!found.has(`${site}/greeter/__pycache__/old.${tag}.pyc`))
    const first = layers(scratch)
    await layersOf(scratch, {}, [...options, '--workers=3', NAME])
    assert.deepEqual(layers(scratch), first)
    const unpacked = scratch.path('root')
    mkdirSync(unpacked)
    execFileSync('tar', ['--zstd', '-xf', scratch.path('out/0.tar.zst'), '-C', unpacked])
    const code = 'import greeter, pure; print(greeter.__cached__)'
    const said = execFileSync(path, ['-B', '-c', code], {
      env: { PYTHONPATH: join(unpacked, site) },
      encoding: 'utf8',
    })
    assert.match(said, /__init__\.cpython-\d+\.pyc\n$/)
  })

  it(
    'refuses a compiler of another version, and one that ends',
    { skip: withoutPython },
    async () => {
      await using scratch = await Scratch.make()
      const wheels = { [NAME]: wheelFile(GREETER) }
      const python = `--python=${PYTHON?.path ?? ''}`
      const other = await layersOf(scratch, wheels, [
        `--compiler=${COMPILER}`,
        python,
        '--python-version=3.2',
      ])
      assert.equal(other.code, 1)
      assert.match(other.stderr, /it is Python 3\.\d+\.\d+, and the image has 3\.2\n/)
      const broken = await layersOf(scratch, wheels, ['--compiler=none.py', python])
      assert.equal(broken.code, 1)
      assert.match(broken.stderr, /Cannot compile Python files with .*No such file/)
      const missing = await layersOf(scratch, wheels, [
        `--compiler=${COMPILER}`,
        '--python=none/python',
      ])
      assert.equal(missing.code, 1)
      assert.match(
        missing.stderr,
        /Cannot compile Python files with "none\/python": spawn none\/python ENOENT/,
      )
    },
  )

  it('puts a big file into a layer of its own', async () => {
    await using scratch = await Scratch.make()
    const big = Buffer.alloc(64 * 1024 * 1024)
    const files = [
      { name: 'large/weights.bin', content: big },
      { name: 'large/__init__.py', content: '' },
    ]
    const outcome = await layersOf(scratch, {
      'large-1.0-py3-none-any.whl': wheelFile({ name: 'large', files }),
    })
    assert.equal(outcome.code, 0, outcome.stderr)
    assert.deepEqual(
      layers(scratch).map(({ description, content }) => [description, content]),
      [
        [`${SITE}/large/weights.bin`, { kind: 'blob', file: '_main/out/0.tar.zst' }],
        ['Python packages large 1.0', { kind: 'blob', file: '_main/out/1.tar.zst' }],
      ],
    )
    assert.equal(
      (await entries(scratch)).get(`${SITE}/large/weights.bin`)?.content.length,
      big.length,
    )
  })
})

/** A wheel that is wrong, and what is said of it. */
const WRONG: readonly (readonly [name: string, parts: WheelParts, says: RegExp])[] = [
  [
    'hash',
    { ...GREETER, instead: { RECORD: 'greeter.pth,sha256=AAAA,8\n' } },
    /RECORD does not name "greeter\/__init__\.py"/,
  ],
  [
    'weak hash',
    withRecord((line) => line.replace('sha256=', 'md5=')),
    /RECORD has no hash of "a\.py" that is strong enough/,
  ],
  [
    'other hash',
    withRecord((line) => line.replace(/sha256=.{4}/, 'sha256=AAAA')),
    /"a\.py" does not have the hash that RECORD says/,
  ],
  [
    'other size',
    withRecord((line) => line.replace(/\d+$/, '99')),
    /"a\.py" has 6 bytes, and RECORD says 99/,
  ],
  [
    'missing file',
    { ...GREETER, moreRecord: 'gone.py,sha256=AAAA,1\n' },
    /RECORD names "gone\.py", which is not there/,
  ],
  ['damaged RECORD', { ...GREETER, moreRecord: 'a,b\n' }, /RECORD has the line "a,b"/],
  ['no RECORD', { ...GREETER, instead: { RECORD: undefined } }, /it has no RECORD/],
  ['no METADATA', { ...GREETER, instead: { METADATA: undefined } }, /it has no METADATA/],
  [
    'later format',
    { ...GREETER, instead: { WHEEL: 'Wheel-Version: 2.0\n' } },
    /its format is of version 2\.0/,
  ],
  [
    'other name',
    { name: 'other', files: [] },
    /it describes "other-1\.0", and its name says "greeter-1\.0"/,
  ],
  [
    'entry point',
    { ...GREETER, entryPoints: '[console_scripts]\ngreet = greeter\n' },
    /its entry point "greet = greeter" names no function/,
  ],
  [
    'scheme',
    { name: 'greeter', files: [{ name: 'greeter-1.0.data/else/x', content: '' }] },
    /"else" is not a place that installers know/,
  ],
  [
    'other version',
    { name: 'greeter', version: '2.0', files: [] },
    /it describes "greeter-2\.0", and its name says "greeter-1\.0"/,
  ],
  [
    'a program that leads out',
    { ...GREETER, entryPoints: '[console_scripts]\n.. = greeter:main\n' },
    /"\.\." is not a path below "\/app\/\.venv\/bin"/,
  ],
  [
    'a program that is its directory',
    { ...GREETER, entryPoints: '[console_scripts]\n. = greeter:main\n' },
    /"\." is not a path below "\/app\/\.venv\/bin"/,
  ],
  [
    'a file in place of a directory',
    { name: 'greeter', files: [{ name: 'greeter-1.0.data/scripts', content: '' }] },
    /"" is not a path below "\/app\/\.venv\/bin"/,
  ],
  [
    'a file in place of what all have',
    { name: 'greeter', files: [{ name: 'greeter-1.0.data/data/lib', content: '' }] },
    /it has a file and a directory at "\/app\/\.venv\/lib"/,
  ],
  [
    'the interpreter',
    { ...GREETER, entryPoints: '[console_scripts]\npython3.11 = greeter:main\n' },
    /it has "\/app\/\.venv\/bin\/python3\.11", which is the environment's own/,
  ],
  [
    'settings of the environment',
    { name: 'greeter', files: [{ name: 'greeter-1.0.data/data/pyvenv.cfg', content: '' }] },
    /it has "\/app\/\.venv\/pyvenv\.cfg", which is the environment's own/,
  ],
  [
    'whiteouts',
    { name: 'greeter', files: [{ name: 'greeter/.wh.numpy', content: '' }] },
    /greeter\/\.wh\.numpy", and names that start with "\.wh\." remove files of other layers/,
  ],
  [
    'two files of one place',
    {
      name: 'greeter',
      files: [
        { name: 'a.py', content: '1' },
        { name: 'greeter-1.0.data/purelib/a.py', content: '22' },
      ],
    },
    /it has two files for "\/app\/\.venv\/lib\/python3\.11\/site-packages\/a\.py"/,
  ],
  [
    'two programs of one name',
    {
      ...GREETER,
      entryPoints: '[console_scripts]\ngreet = greeter:main\n[gui_scripts]\ngreet = greeter:ui\n',
    },
    /it has two files for "\/app\/\.venv\/bin\/greet"/,
  ],
  [
    'two descriptions',
    { name: 'greeter', files: [{ name: 'x-1.dist-info/y', content: '' }] },
    /it has several directories \.dist-info/,
  ],
  [
    'outside',
    { name: 'greeter', files: [{ name: '../x', content: '' }] },
    /Cannot unpack "\.\.\/x" of .*its name has a "\.\."/,
  ],
  [
    'link',
    { name: 'greeter', files: [{ name: 'x', content: 'y', mode: 0o120777 }] },
    /it is a link/,
  ],
]

function withRecord(change: (line: string) => string): WheelParts {
  const content = 'A = 1\n'
  const plain = wheelFile({ name: 'greeter', files: [{ name: 'a.py', content }] }).toString(
    'latin1',
  )
  const record = plain.slice(plain.indexOf('a.py,sha256='), plain.indexOf('PK\u0001\u0002'))
  const [first = '', ...rest] = record.split('\n')
  return {
    name: 'greeter',
    files: [{ name: 'a.py', content }],
    instead: { RECORD: [change(first), ...rest].join('\n') },
  }
}

describe('programs in wheels', () => {
  const forAmd64 = Buffer.from(tinyProgram('x'))
  const forArm64 = Buffer.from(forAmd64)
  // e_machine of AArch64.
  forArm64.writeUInt16LE(183, 18)

  it('are known to the image, but for what a wheel has for other processors', async () => {
    await using scratch = await Scratch.make()
    const files = [
      { name: 'both/amd64.so', content: forAmd64 },
      { name: 'both/arm64.so', content: forArm64 },
    ]
    await layersOf(scratch, {
      'both-1.0-py3-none-any.whl': wheelFile({ name: 'both', files }),
      'one-1.0-py3-none-any.whl': wheelFile({
        name: 'one',
        files: [{ name: 'one.so', content: forArm64 }],
      }),
    })
    const known = layers(scratch).flatMap(({ binaries }) => binaries?.files ?? [])
    assert.deepEqual(
      known.map(({ path }) => path),
      [`${SITE}/one.so`],
    )
  })
})

describe('wheels that are refused', () => {
  for (const [name, parts, says] of WRONG)
    it(name, async () => {
      await using scratch = await Scratch.make()
      const outcome = await layersOf(scratch, { [NAME]: wheelFile(parts) })
      assert.equal(outcome.code, 1)
      assert.match(outcome.stderr, says)
    })

  it('no zip file, a part of one, and another name', async () => {
    await using scratch = await Scratch.make()
    const whole = wheelFile(GREETER)
    const renamed = Buffer.from(whole)
    renamed.write('greeter/fool', renamed.indexOf('greeter/tool'))
    for (const [name, bytes, says] of [
      [NAME, 'no zip', /it has no directory at its end/],
      [NAME, whole.subarray(0, 500), /it has no directory at its end/],
      [NAME, Buffer.concat([whole.subarray(10), whole.subarray(-22)]), /its directory is damaged/],
      [NAME, renamed, /"greeter\/tool" has another name where its bytes are/],
      ['greeter.whl', whole, /its name is not NAME-VERSION-PYTHON-ABI-PLATFORM\.whl/],
    ] as const) {
      const outcome = await layersOf(scratch, { [name]: bytes })
      assert.equal(outcome.code, 1)
      assert.match(outcome.stderr, says)
    }
    const missing = await layersOf(scratch, {}, ['gone-1-py3-none-any.whl'])
    assert.equal(missing.code, 1)
  })

  it('one that would grow beyond all bounds, before anything of it is unpacked', async () => {
    await using scratch = await Scratch.make()
    const bomb = wheelFile(GREETER)
    // What the directory says of its first member: bytes after unpacking (APPNOTE 4.3.12).
    bomb.writeUInt32LE(2 ** 31, bomb.indexOf('PK\u0001\u0002') + 24)
    const outcome = await layersOf(scratch, { [NAME]: bomb })
    assert.equal(outcome.code, 1)
    assert.match(
      outcome.stderr,
      /^rt layer wheels: Cannot decompress "greeter-1\.0-py3-none-any\.whl": it grows to more than 1100 times its size\n {2}accepted: archives within the limits that docs\/security\.md states\n/,
    )
    assert.ok(!existsSync(scratch.path('out')))
  })

  it('two with different files for one path, and two of one name', async () => {
    await using scratch = await Scratch.make()
    const files = (content: string) => [{ name: 'shared.py', content }]
    const one = 'one-1.0-py3-none-any.whl'
    const two = 'two-1.0-py3-none-any.whl'
    const first = wheelFile({ name: 'one', files: files('A = 1\n') })
    const same = await layersOf(scratch, {
      [one]: first,
      [two]: wheelFile({ name: 'two', files: files('A = 1\n') }),
    })
    assert.equal(same.code, 0, same.stderr)
    const other = await layersOf(scratch, {
      [one]: first,
      [two]: wheelFile({ name: 'two', files: files('A = 2\n') }),
    })
    assert.equal(other.code, 1)
    assert.match(
      other.stderr,
      /Cannot install the wheels "one-1\.0-py3-none-any\.whl" and "two-1\.0-py3-none-any\.whl" together: both have other contents at \/app\/\.venv\/lib\/python3\.11\/site-packages\/shared\.py/,
    )
    const directory = [{ name: 'shared.py/x', content: '' }]
    const mixed = await layersOf(scratch, {
      [one]: first,
      [two]: wheelFile({ name: 'two', files: directory }),
    })
    assert.equal(mixed.code, 1)
    assert.match(mixed.stderr, /"one-1\.0-[^"]*" and "two-1\.0-[^"]*" together: .*\/shared\.py\n/)
    const later = 'One-2.0-py3-none-any.whl'
    const twice = await layersOf(scratch, {
      [one]: first,
      [later]: wheelFile({ name: 'One', version: '2.0', files: [] }),
    })
    assert.equal(twice.code, 1)
    assert.match(twice.stderr, /Cannot install "one" twice:/)
  })

  it('prefixes and versions that are none', async () => {
    await using scratch = await Scratch.make()
    const version = await layersOf(scratch, {}, ['--python-version=2.7'])
    assert.match(version.stderr, /3\.11, or 3\.11\.2/)
    const prefix = await layersOf(scratch, {}, ['--prefix=/a b'])
    assert.match(prefix.stderr, /a path below the root without spaces/)
  })
})

import assert from 'node:assert/strict'
import { existsSync, lstatSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { before, describe, it } from 'node:test'
import { parsePackageLock } from '../../../core/packages/lock.ts'
import type { PackageLock } from '../../../core/packages/lock.ts'
import { makeServerCertificate } from '../../../testing/certificate.ts'
import { Scratch } from '../../../testing/scratch.ts'
import type { PublishedWheel, SimpleIndex } from '../../../testing/simple_index.ts'
import {
  pipEnvironment,
  serveIndex,
  sha256Hex,
  wheelBytes,
  wheelFileName,
} from '../../../testing/simple_index.ts'
import { ensureUv, RT_CACHE } from '../../../testing/uv.ts'
import type { RtOutcome } from '../../testing/run_rt.ts'
import { runRt } from '../../testing/run_rt.ts'

const pure = (name: string, version: string, requires: readonly string[] = []): PublishedWheel => {
  return { name, version, tags: 'py3-none-any', members: [], requires }
}
const native = (name: string, version: string): readonly PublishedWheel[] =>
  ['x86_64', 'aarch64'].map((machine) => {
    const tags = `cp311-cp311-manylinux_2_17_${machine}`
    return { name, version, tags, members: [{ name: `${name}/x.so`, content: machine }] }
  })

const WHEELS: readonly PublishedWheel[] = [
  pure('app', '1.0', ['base>=1', 'fast', 'only-arm ; platform_machine == "aarch64"']),
  pure('app', '1.1', ['base>=1', 'fast', 'only-arm ; platform_machine == "aarch64"']),
  pure('base', '1.0'),
  pure('base', '2.0'),
  pure('only-arm', '1.0'),
  ...native('fast', '3.0'),
]

const REQUEST = ['--python=3.11', '--architecture=amd64', '--architecture=arm64']

async function lock(
  scratch: Scratch,
  url: string,
  options: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<RtOutcome> {
  const env = {
    HOME: scratch.path('home'),
    RT_CACHE_DIR: RT_CACHE,
    UV_CACHE_DIR: scratch.path('uv-cache'),
    UV_HTTP_RETRIES: '0',
    ...pipEnvironment(url),
    ...more,
  }
  return await runRt(
    scratch.path(),
    ['lock', 'wheels', '--lock=w.json', ...REQUEST, ...options],
    env,
  )
}

function read(scratch: Scratch): PackageLock {
  const parsed = parsePackageLock(readFileSync(scratch.path('w.json')))
  assert.ok(parsed.ok)
  return parsed.value
}

const versions = (scratch: Scratch): readonly string[] =>
  read(scratch).packages.map(
    ({ name, version, files }) => `${name} ${version} ${Object.keys(files).join(' ')}`,
  )

async function refused(
  index: SimpleIndex,
  requirements: string,
  options: readonly string[] = [],
): Promise<string> {
  await using scratch = await Scratch.make()
  scratch.write('r.txt', requirements)
  const { code, stderr } = await lock(scratch, index.url, ['--requirements=r.txt', ...options])
  assert.equal(code, 1, stderr)
  assert.ok(!existsSync(scratch.path('w.json')), 'a lock is left')
  return stderr
}

describe('rt lock wheels', () => {
  before(ensureUv)

  it('locks wheels for each architecture, the same every time, and names no index', async () => {
    await using scratch = await Scratch.make()
    await using index = await serveIndex(WHEELS)
    scratch.write('r.txt', '# what it serves\n-r sub/more.txt\n-c limits.txt\n')
    scratch.write('sub/more.txt', 'App[extra] ; python_version >= "3.9"  # the app\n')
    scratch.write('limits.txt', 'base<2\n')
    const first = await lock(scratch, index.url, ['--requirements=r.txt'])
    assert.equal(first.code, 0, first.stderr)
    assert.match(first.stderr, /w\.json is written: 3 wheels for amd64, 4 wheels for arm64\n$/)
    assert.deepEqual(versions(scratch), [
      'app 1.1 amd64',
      'app 1.1 arm64',
      'base 1.0 amd64 arm64',
      'fast 3.0 amd64 arm64',
      'only-arm 1.0 arm64',
    ])
    const text = readFileSync(scratch.path('w.json'), 'utf8')
    assert.ok(!text.includes('127.0.0.1'))
    const [app, , , fast] = read(scratch).packages
    assert.deepEqual(app?.dependsOn, ['base', 'fast'])
    const [, arm] = native('fast', '3.0')
    assert.ok(arm !== undefined)
    assert.deepEqual(fast?.files['arm64'], {
      file: wheelFileName(arm),
      sha256: sha256Hex(wheelBytes(arm)),
      size: wheelBytes(arm).length,
    })
    const written = statSync(scratch.path('w.json')).mtimeMs
    const second = await lock(scratch, index.url, ['--requirements=r.txt'])
    assert.match(second.stderr, /w\.json is up to date/)
    assert.equal(statSync(scratch.path('w.json')).mtimeMs, written)
    assert.equal(readFileSync(scratch.path('w.json'), 'utf8'), text)
  })

  it('locks the same whatever a machine and its user would choose', async () => {
    await using scratch = await Scratch.make()
    await using index = await serveIndex([...WHEELS, pure('base', '3.0rc1')])
    await lock(scratch, index.url, ['--package=app'])
    const expected = readFileSync(scratch.path('w.json'), 'utf8')
    scratch.write('limits.txt', 'base==1.0\n')
    const variables = {
      UV_CONSTRAINT: scratch.path('limits.txt'),
      UV_NO_BINARY: '1',
      UV_OVERRIDE: scratch.path('limits.txt'),
      UV_PRERELEASE: 'allow',
      UV_PYTHON: '3.2',
      UV_RESOLUTION: 'lowest',
    }
    const settings = [
      'prerelease = "allow"\nresolution = "lowest"\nupgrade = true\n[pip]\n',
      ...['emit-index-url', 'no-annotate', 'no-deps', 'universal'].map(
        (name) => `${name} = true\n`,
      ),
      'prerelease = "allow"\nresolution = "lowest"\n',
    ]
    scratch.write('home/.config/uv/uv.toml', settings.join(''))
    scratch.write('w.json', '{}\n')
    const { code, stderr } = await lock(scratch, index.url, ['--package=app'], variables)
    assert.equal(code, 0, stderr)
    assert.equal(readFileSync(scratch.path('w.json'), 'utf8'), expected)
    await lock(scratch, index.url, ['--package=base==1.0'])
    const kept = await lock(scratch, index.url, ['--package=base'], variables)
    assert.equal(kept.code, 0, kept.stderr)
    assert.deepEqual(versions(scratch), ['base 1.0 amd64 arm64'])
  })

  it('keeps versions that still fit, unless newer ones are asked for', async () => {
    await using scratch = await Scratch.make()
    await using index = await serveIndex(WHEELS)
    await lock(scratch, index.url, ['--package=app==1.0', '--package=base==1.0'])
    const kept = await lock(scratch, index.url, ['--package=app'])
    assert.equal(kept.code, 0, kept.stderr)
    assert.ok(versions(scratch).includes('app 1.0 amd64'))
    await lock(scratch, index.url, ['--package=app', '--upgrade-package=app'])
    assert.ok(versions(scratch).includes('app 1.1 amd64'))
    assert.ok(versions(scratch).includes('base 1.0 amd64 arm64'))
    await lock(scratch, index.url, ['--package=app', '--upgrade'])
    assert.ok(versions(scratch).includes('base 2.0 amd64 arm64'))
  })

  it('takes the best of several indexes, with the login that pip has', async () => {
    await using scratch = await Scratch.make()
    await using index = await serveIndex(WHEELS)
    const login = 'me:secret'
    await using extra = await serveIndex([pure('base', '3.0+cpu')], new Map(), { login })
    const { host } = new URL(extra.url)
    const more = { PIP_EXTRA_INDEX_URL: extra.url }
    const denied = await lock(scratch, index.url, ['--package=base'], more)
    assert.equal(denied.code, 1)
    assert.match(denied.stderr, /an index refuses: 401.*\n {2}accepted: a login in ~\/\.netrc/)
    scratch.write('netrc', `machine 127.0.0.1 login me password secret\n`)
    const netrc = { ...more, NETRC: scratch.path('netrc') }
    const { code, stderr } = await lock(scratch, index.url, ['--package=base'], netrc)
    assert.equal(code, 0, stderr)
    assert.deepEqual(versions(scratch), ['base 3.0+cpu amd64 arm64'])
    assert.ok(!readFileSync(scratch.path('w.json'), 'utf8').includes(host))
  })

  it('has the indexes, logins and certificates of the files of pip and of uv', async () => {
    for (const way of ['pip', 'uv']) {
      await using scratch = await Scratch.make()
      const certificate = await makeServerCertificate(scratch.path())
      await using index = await serveIndex(WHEELS)
      const extra = [pure('base', '3.0+cpu')]
      const behaviour = { login: 'me:s3cret', certificate }
      await using guarded = await serveIndex(extra, new Map(), behaviour)
      const known = guarded.url.replace('://', '://me:s3cret@')
      const ca = certificate.certificate
      const pipConf = `[global]\nindex-url = ${index.url}\nextra-index-url =\n  ${known}\ncert = ${ca}\n`
      if (way === 'pip') scratch.write('pip.conf', pipConf)
      const named = `[[index]]\nname = "our-own"\nurl = "${guarded.url}"\n`
      const first = `[[index]]\nurl = "${index.url}"\ndefault = true\n`
      if (way === 'uv') scratch.write('home/.config/uv/uv.toml', named + first)
      const env = {
        pip: { PIP_CONFIG_FILE: scratch.path('pip.conf') },
        uv: {
          SSL_CERT_FILE: ca,
          UV_INDEX_OUR_OWN_USERNAME: 'me',
          UV_INDEX_OUR_OWN_PASSWORD: 's3cret',
        },
      }[way]
      const { code, stderr } = await lock(scratch, '', ['--package=base', '--package=fast'], env)
      assert.equal(code, 0, `${way}: ${stderr}`)
      assert.deepEqual(versions(scratch), ['base 3.0+cpu amd64 arm64', 'fast 3.0 amd64 arm64'])
      const text = readFileSync(scratch.path('w.json'), 'utf8')
      assert.doesNotMatch(text + stderr, /127\.0\.0\.1|localhost|s3cret/)
    }
  })

  it('has wheels of your own, and what they need from the index; leaves out what counts as there', async () => {
    await using scratch = await Scratch.make()
    await using index = await serveIndex(WHEELS)
    const own = pure('own', '0.1', ['app', 'base'])
    scratch.write(`third/${wheelFileName(own)}`, wheelBytes(own))
    const options = [`--wheel=third/${wheelFileName(own)}`, '--exclude=Base']
    const { code, stderr } = await lock(scratch, index.url, options)
    assert.equal(code, 0, stderr)
    assert.deepEqual(versions(scratch), [
      'app 1.1 amd64',
      'app 1.1 arm64',
      'fast 3.0 amd64 arm64',
      'only-arm 1.0 arm64',
      'own 0.1 amd64 arm64',
    ])
    const { packages, request } = read(scratch)
    assert.equal(packages.at(-1)?.files['amd64']?.sha256, sha256Hex(wheelBytes(own)))
    assert.deepEqual(packages.at(-1)?.dependsOn, ['app'])
    assert.deepEqual(request?.['wheels'], [
      `${wheelFileName(own)} sha256:${sha256Hex(wheelBytes(own))}`,
    ])
  })

  it('reads a conda environment and a bentofile', async () => {
    await using scratch = await Scratch.make()
    await using index = await serveIndex([
      ...WHEELS,
      pure('bentoml', '1.4'),
      pure('torch', '2.1.3'),
    ])
    scratch.write(
      'conda.yaml',
      'channels: [conda-forge]\ndependencies:\n  - python=3.11\n  - pytorch=2.1\n  - pip\n  - pip: [base<2]\n',
    )
    scratch.write('src/bentofile.yaml', 'service: "a:B"\npython:\n  requirements_txt: ./r.txt\n')
    scratch.write('src/r.txt', 'fast\n')
    const options = ['--conda=conda.yaml', '--bentofile=src/bentofile.yaml']
    const { code, stderr } = await lock(scratch, index.url, options)
    assert.equal(code, 0, stderr)
    assert.deepEqual(versions(scratch), [
      'base 1.0 amd64 arm64',
      'bentoml 1.4 amd64 arm64',
      'fast 3.0 amd64 arm64',
      'torch 2.1.3 amd64 arm64',
    ])
  })
})

describe('rt lock wheels, when something is wrong', () => {
  it('says where requirements contradict', async () => {
    await using index = await serveIndex(WHEELS)
    const stderr = await refused(index, 'base<2\n\nbase>=2\n')
    assert.match(
      stderr,
      /^rt lock wheels: Cannot choose versions for amd64, arm64: you require base<2 and base>=2\n {2}accepted: .+\n {2}fix: change one of them \(r\.txt:1:1, r\.txt:3:1\)\n$/,
    )
  })

  it('names packages and versions that no index has', async () => {
    await using index = await serveIndex(WHEELS)
    assert.match(
      await refused(index, 'nothing-here\n'),
      /Cannot find nothing-here \(r\.txt:1:1\) for amd64, arm64: the indexes of this machine have no package of this name/,
    )
    assert.match(
      await refused(index, 'base==9\n'),
      /Cannot find base==9 \(r\.txt:1:1\) for amd64, arm64: .*\n {2}accepted: a version/,
    )
  })

  it('says how to give a wheel of what has only its source', async () => {
    await using index = await serveIndex(WHEELS, new Map(), { sources: ['docopt-0.6.2'] })
    assert.match(
      await refused(index, 'docopt\n'),
      /Cannot use docopt.* for amd64, arm64: it has no wheel, only its source\n {2}accepted: .+\n {2}fix: build a wheel \("pip wheel docopt.*"\), and set wheels = \["\/\/PACKAGE:FILE\.whl"\]/,
    )
  })

  it('refuses what has no wheel for the Python version, or for an architecture', async () => {
    const [amd64] = native('half', '1.0')
    assert.ok(amd64 !== undefined)
    await using index = await serveIndex([amd64])
    assert.match(
      await refused(index, 'half\n'),
      /Cannot use half.* for arm64: it has no wheel for this platform/,
    )
    assert.match(
      await refused(index, 'half\n', ['--python=3.12']),
      /Cannot use half.*: it has no wheel for Python 3\.12: /,
    )
  })

  it('refuses other hashes than those that are asked for', async () => {
    await using index = await serveIndex(WHEELS)
    assert.match(
      await refused(index, `base==2.0 --hash=sha256:${'a'.repeat(64)}\n`),
      /Cannot use base==2\.0 of r\.txt:1:1: no wheel of it has a hash that is given there\n {2}accepted: one of these hashes: [0-9a-f]{64}\n/,
    )
  })

  it('never asks another index than that of pip, whatever else pip and Python are told', async () => {
    await using scratch = await Scratch.make()
    await using index = await serveIndex([...WHEELS, pure('only-here', '1.0')])
    const quiet = await lock(scratch, index.url, ['--package=only-here'], { PIP_QUIET: '1' })
    assert.equal(quiet.code, 0, quiet.stderr)
    for (const [variables, says] of [
      [{ PYTHONHOME: '/nowhere' }, /Cannot tell which indexes this machine has: /],
      [{ PIP_TIMEOUT: 'soon' }, /option timeout: invalid floating-point value: 'soon'/],
    ] as const) {
      const { code, stderr } = await lock(scratch, index.url, ['--package=base'], variables)
      assert.equal(code, 1)
      assert.match(stderr, says)
      assert.match(stderr, /\n {2}fix: run "python3 -m pip config list"/)
    }
  })

  it('says that an index forbids all, and not that something is unknown to one', async () => {
    await using index = await serveIndex(WHEELS)
    const forbidden = (isAll: boolean) => {
      const behaviour = {
        status: (path: string) => (isAll || /^simple\/(?!base)/.test(path) ? 403 : undefined),
      }
      return serveIndex(WHEELS, new Map(), behaviour)
    }
    await using scratch = await Scratch.make()
    for (const isAll of [true, false]) {
      await using other = await forbidden(isAll)
      const more = { PIP_EXTRA_INDEX_URL: other.url }
      const packages = ['--package=fast', '--package=base']
      const { code, stderr } = await lock(scratch, index.url, packages, more)
      if (isAll) assert.match(stderr, /an index refuses: 403 Forbidden: http/)
      assert.equal(code, isAll ? 1 : 0, stderr)
    }
  })

  it('says that an index has other files than it says', async () => {
    await using index = await serveIndex(WHEELS, new Map(), { claimedHash: 'a'.repeat(64) })
    assert.match(
      await refused(index, 'base\n'),
      /Cannot fetch the wheel base==2\.0: its hash is not the one that its index says, but [0-9a-f]{64}\n$/,
    )
  })

  it('repeats no login that a document or a variable has', async () => {
    await using index = await serveIndex(WHEELS)
    const login = 'https://me:s3cret@host'
    const stderr = await refused(
      index,
      `a @ ${login}/a.whl?token=s3cret\n-e git+${login}/a\nb --index ${login}\n-r ${login}/c\n`,
    )
    assert.doesNotMatch(stderr, /s3cret/)
    assert.match(stderr, /r\.txt:1:1: cannot use "a @ https:\/\/\*\*\*@host\/a\.whl\?token=\*\*\*"/)
    await using scratch = await Scratch.make()
    const env = { UV_DEFAULT_INDEX: 'http://me:s3cret@127.0.0.1:99999/simple' }
    const told = await lock(scratch, index.url, ['--package=base'], env)
    assert.match(told.stderr, /http:\/\/\*\*\*@127\.0\.0\.1:99999/)
    assert.doesNotMatch(told.stderr, /s3cret/)
  })

  it('writes a lock that is a link where the link leads', async () => {
    await using scratch = await Scratch.make()
    await using index = await serveIndex(WHEELS)
    scratch.write('locks/real.json', '{}')
    symlinkSync('locks/real.json', scratch.path('w.json'))
    assert.equal((await lock(scratch, index.url, ['--package=base'])).code, 0)
    assert.ok(lstatSync(scratch.path('w.json')).isSymbolicLink())
    assert.match(readFileSync(scratch.path('locks/real.json'), 'utf8'), /base-2\.0/)
  })

  it('says that an index does not answer, and leaves the lock as it was', async () => {
    await using scratch = await Scratch.make()
    const gone = await serveIndex([])
    await gone[Symbol.asyncDispose]()
    scratch.write('w.json', '{}\n')
    const { code, stderr } = await lock(scratch, gone.url, ['--package=base'])
    assert.equal(code, 1)
    assert.match(
      stderr,
      /an index does not respond: http:.*\n {2}accepted: .*\n {2}fix: .*is unchanged\n/,
    )
    assert.equal(readFileSync(scratch.path('w.json'), 'utf8'), '{}\n')
  })

  it('tells all mistakes of documents, with their places', async () => {
    await using scratch = await Scratch.make()
    await using index = await serveIndex([])
    scratch.write(
      'r.txt',
      '--extra-index-url https://x\n-e .\na @ https://x/a.whl\nb c\n-r gone.txt\n',
    )
    scratch.write('c.yaml', 'dependencies:\n  - cudatoolkit=11\n  - numpy=1=py311\nvariables: {}\n')
    const { code, stderr } = await lock(scratch, index.url, [
      '--requirements=r.txt',
      '--conda=c.yaml',
    ])
    assert.equal(code, 1)
    const problems = stderr.split('\n').filter((line) => line.startsWith('rt lock wheels: '))
    assert.deepEqual(
      problems.map((line) => line.slice('rt lock wheels: '.length)),
      [
        'c.yaml:2:5: cannot use "cudatoolkit=11": it is not a Python package of an index',
        'c.yaml:3:5: cannot use "numpy=1=py311": an index has no builds such as "py311"',
        'c.yaml:4:1: unknown key "variables"',
        'r.txt:1:1: cannot use "--extra-index-url": indexes are those of the machine, and the lock names none',
        'r.txt:2:1: cannot use "-e .": it is an editable source, and nothing is built',
        'r.txt:3:1: cannot use "a @ https://x/a.whl": it is taken from an address, and nothing is built',
        'r.txt:4:1: cannot read "b c" as a requirement: "c" is not a condition on a version',
        'r.txt:5:1: cannot read "gone.txt": there is no such file',
      ],
    )
  })

  it('refuses wheels of your own that fit nowhere, two of one name, and locks of other tools', async () => {
    await using scratch = await Scratch.make()
    await using index = await serveIndex([])
    for (const file of [
      'a-1-cp310-cp310-linux_x86_64.whl',
      'b-1-py3-none-any.whl',
      'b-2-py3-none-any.whl',
      'c-1-cp311-cp311-musllinux_1_2_x86_64.whl',
    ])
      scratch.write(file, 'x')
    const wheels = ['a-1-cp310-cp310-linux_x86_64', 'b-1-py3-none-any', 'b-2-py3-none-any']
    const more = [...wheels, 'c-1-cp311-cp311-musllinux_1_2_x86_64']
    const { stderr } = await lock(
      scratch,
      index.url,
      more.map((name) => `--wheel=${name}.whl`),
    )
    assert.match(
      stderr,
      /Cannot use "a-1-.*" of wheels: its tags do not fit Python 3\.11 with glibc 2\.31/,
    )
    assert.match(stderr, /Cannot use "c-1-.*" of wheels: its tags do not fit/)
    assert.match(stderr, /Cannot use several wheels of "b":\n {4}b-1-.*\n {4}b-2-/)
    const foreign = await lock(scratch, index.url, ['--lock=pylock.toml', '--package=x'])
    assert.match(foreign.stderr, /Cannot refresh "pylock\.toml": another tool makes it/)
  })

  it('says that there is no Python that uv could ask', async () => {
    await using scratch = await Scratch.make()
    const machine = { PATH: scratch.path(), UV_DEFAULT_INDEX: 'http://127.0.0.1:9' }
    const { code, stderr } = await lock(scratch, '', ['--package=x'], machine)
    assert.equal(code, 1)
    assert.match(
      stderr,
      /^rt lock wheels: Cannot choose versions: uv finds no Python on this machine: .+\n {2}accepted: python3 .+\n {2}fix: install one/,
    )
  })

  it('says that uv cannot be had', async () => {
    await using scratch = await Scratch.make()
    await using index = await serveIndex([])
    const own = { RT_CACHE_DIR: scratch.path('cache') }
    const { code, stderr } = await lock(scratch, index.url, ['--package=x'], own)
    assert.equal(code, 1)
    assert.match(
      stderr,
      /Cannot get uv [\d.]+, which chooses versions: Cannot fetch the wheel uv==/,
    )
    const missing = await lock(scratch, index.url, ['--package=x'], { RT_UV: '/nowhere/uv' })
    assert.match(
      missing.stderr,
      /"\/nowhere\/uv" cannot be run\n {2}accepted: .+\n {2}fix: set RT_UV/,
    )
  })
})

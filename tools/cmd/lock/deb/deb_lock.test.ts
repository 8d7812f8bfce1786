import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { describe, it } from 'node:test'
import { parsePackageLock } from '../../../core/packages/lock.ts'
import type { DebMirror } from '../../../testing/deb_mirror.ts'
import { publish, serveDebs } from '../../../testing/deb_mirror.ts'
import type { WrittenDeb } from '../../../testing/deb_writer.ts'
import { Scratch } from '../../../testing/scratch.ts'
import type { RtOutcome } from '../../testing/run_rt.ts'
import { runRt } from '../../testing/run_rt.ts'

const DEBS: readonly WrittenDeb[] = [
  { name: 'app', fields: ['Depends: libfoo (>= 1.0), data'] },
  { name: 'app', architecture: 'arm64', fields: ['Depends: libfoo, data'] },
  { name: 'data', architecture: 'all' },
  { name: 'libfoo', version: '1.5+b1' },
  { name: 'libfoo', version: '1.5', architecture: 'arm64' },
]

const REQUEST = ['--suite=bookworm', '--architecture=amd64', '--architecture=arm64']

async function lockWith(
  scratch: Scratch,
  mirror: string,
  options: readonly string[],
): Promise<RtOutcome> {
  const args = ['lock', 'deb', '--lock=debs.json', `--mirror=${mirror}`, ...REQUEST, ...options]
  return await runRt(scratch.path(), args)
}

describe('rt lock deb', () => {
  it('locks packages and what they need for each architecture, the same every time', async () => {
    await using scratch = await Scratch.make()
    await using mirror = await serveDebs(DEBS)
    const outcome = await lockWith(scratch, mirror.url, ['--package=app', '--exclude=none'])
    assert.equal(outcome.code, 0, outcome.stderr)
    const counts = '3 packages for amd64, 3 packages for arm64'
    assert.equal(outcome.stderr, `rt lock deb: debs.json is written: ${counts}\n`)
    const bytes = readFileSync(scratch.path('debs.json'))
    const lock = parsePackageLock(bytes)
    assert.ok(lock.ok)
    assert.deepEqual(lock.value.request, {
      architectures: ['amd64', 'arm64'],
      components: ['main'],
      exclude: ['none'],
      packages: ['app'],
      suite: 'bookworm',
    })
    assert.deepEqual(
      lock.value.packages.map(({ name, version, files, dependsOn }) => [
        name,
        version,
        Object.keys(files).join(' '),
        dependsOn?.join(' '),
      ]),
      [
        ['app', '1.0', 'amd64 arm64', 'data libfoo'],
        ['data', '1.0', 'amd64 arm64', ''],
        ['libfoo', '1.5', 'arm64', ''],
        ['libfoo', '1.5+b1', 'amd64', ''],
      ],
    )
    const written = statSync(scratch.path('debs.json')).mtimeMs
    const again = await lockWith(scratch, mirror.url, ['--package=app', '--exclude=none'])
    assert.equal(again.stderr, `rt lock deb: debs.json is up to date: ${counts}\n`)
    assert.deepEqual(readFileSync(scratch.path('debs.json')), bytes)
    assert.equal(statSync(scratch.path('debs.json')).mtimeMs, written)
    assert.ok(!bytes.includes('127.0.0.1'))
  })

  it('writes into the workspace under bazel run, from mirrors of the environment', async () => {
    await using scratch = await Scratch.make()
    await using mirror = await serveDebs(DEBS, ['bookworm', 'bookworm-updates'])
    const args = ['lock', 'deb', '--lock=sub/debs.json', '--suite=bookworm', '--package=data']
    const { code, stderr } = await runRt(scratch.path(), args, {
      BUILD_WORKSPACE_DIRECTORY: scratch.path('workspace'),
      RT_DEBIAN_MIRRORS: `${mirror.url} bookworm bookworm-updates`,
    })
    assert.equal(code, 0, stderr)
    assert.ok(existsSync(scratch.path('workspace/sub/debs.json')))
    assert.ok(mirror.asked.includes('dists/bookworm-updates/Release'))
  })

  for (const [what, change, options, message] of [
    [
      'an unknown package',
      undefined,
      ['--package=libfo'],
      'Cannot find the package "libfo": bookworm for amd64 has no package of this name\n  accepted: names such as libfoo\n',
    ],
    [
      'a version that is not there',
      undefined,
      ['--package=libfoo=9'],
      'Cannot find a version that fits "libfoo (= 9)" in bookworm for amd64\n  accepted: libfoo 1.5+b1\n',
    ],
    [
      'something that is not a package',
      undefined,
      ['--package=Lib Foo'],
      'Cannot use the value of package: current value is "Lib Foo"\n',
    ],
    [
      'an unknown architecture',
      undefined,
      ['--package=app', '--architecture=m68k'],
      'Cannot use the value of architecture: current value is "m68k"\n',
    ],
    [
      'a mirror without the suite',
      (files: DebMirror['files']) => void files.delete('dists/bookworm/Release'),
      ['--package=app'],
      'Cannot read the package index of MIRROR/dists/bookworm: it has neither InRelease nor Release\n',
    ],
    [
      'an index that is not as the mirror says',
      (files: DebMirror['files']) =>
        void files.set('dists/bookworm/main/binary-amd64/Packages.gz', Buffer.from('other')),
      ['--package=app'],
      'Cannot read the package index of MIRROR/dists/bookworm: "main/binary-amd64/Packages.gz" is not what its Release file says\n',
    ],
    [
      'a component that is not there',
      undefined,
      ['--package=app', '--component=contrib'],
      'Cannot read the package index of MIRROR/dists/bookworm: it has no packages of contrib for amd64\n',
    ],
  ] as const)
    it(`refuses ${what}, and leaves the lock file as it was`, async () => {
      await using scratch = await Scratch.make()
      await using mirror = await serveDebs(DEBS)
      change?.(mirror.files)
      scratch.write('debs.json', 'as it was')
      const { code, stderr } = await lockWith(scratch, mirror.url, options)
      assert.equal(code, 1)
      const told = stderr.replaceAll(mirror.url, 'MIRROR')
      assert.ok(told.startsWith(`rt lock deb: ${message}`), told)
      assert.equal(readFileSync(scratch.path('debs.json'), 'utf8'), 'as it was')
      assert.deepEqual(readdirSync(scratch.path()), ['debs.json'])
    })

  it('says that a mirror is down', async () => {
    await using scratch = await Scratch.make()
    const mirror = await serveDebs(DEBS)
    await mirror[Symbol.asyncDispose]()
    const { code, stderr } = await lockWith(scratch, mirror.url, ['--package=app'])
    assert.equal(code, 1)
    const place = `${mirror.url}/dists/bookworm/InRelease`
    assert.match(stderr, new RegExp(`index of ${place}: connection refused\\n  fix: try again`))
    assert.ok(!existsSync(scratch.path('debs.json')))
  })

  it('follows the versions of the suite', async () => {
    await using scratch = await Scratch.make()
    await using mirror = await serveDebs([{ name: 'a' }, { name: 'a', architecture: 'arm64' }])
    assert.equal((await lockWith(scratch, mirror.url, ['--package=a'])).code, 0)
    const debs = ['amd64', 'arm64'].map((architecture) => ({
      name: 'a',
      version: '2',
      architecture,
    }))
    await publish(mirror.files, debs, ['bookworm'])
    assert.equal((await lockWith(scratch, mirror.url, ['--package=a'])).code, 0)
    const lock = parsePackageLock(readFileSync(scratch.path('debs.json')))
    assert.deepEqual(lock.ok && lock.value.packages.map(({ version }) => version), ['2'])
  })
})

const withoutApt = spawnSync('apt-get', ['--version']).status !== 0 && 'there is no apt'

/** Settings that make a mirror the only source of apt, as a machine of Debian 12 would have it. */
function aptOf(scratch: Scratch, mirror: DebMirror): Readonly<Record<string, string>> {
  const codename = /^VERSION_CODENAME=(\w+)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1]
  const sources = ['', '-updates'].map(
    (suffix) => `deb [trusted=yes] ${mirror.url} ${codename ?? ''}${suffix} main\n`,
  )
  scratch.write('apt/sources.list', sources.join(''))
  scratch.write(
    'apt/apt.conf',
    `Dir::Etc::sourcelist "${scratch.path('apt/sources.list')}";\nDir::Etc::sourceparts "/dev/null";\nAcquire::Retries "0";\n`,
  )
  return { APT_CONFIG: scratch.path('apt/apt.conf') }
}

describe("packages of the machine's own apt", { skip: withoutApt }, () => {
  it('are locked for another suite, without updates where there are none, and fetched', async () => {
    await using scratch = await Scratch.make()
    await using mirror = await serveDebs(DEBS, ['forky'])
    const env = aptOf(scratch, mirror)
    const args = [
      'lock',
      'deb',
      '--lock=debs.json',
      '--suite=forky',
      '--package=app',
      '--architecture=arm64',
    ]
    const { code, stderr } = await runRt(scratch.path(), args, env)
    assert.equal(code, 0, stderr)
    const lock = parsePackageLock(readFileSync(scratch.path('debs.json')))
    assert.ok(lock.ok)
    const file = lock.value.packages.find(({ name }) => name === 'libfoo')?.files['arm64']
    assert.ok(file !== undefined)
    const fetch = ['fetch', 'deb', '--out=a.deb', `--file=${file.file}`]
    const fetched = await runRt(scratch.path(), [...fetch, `--sha256=${file.sha256}`], env)
    assert.equal(fetched.code, 0, fetched.stderr)
    assert.deepEqual(readFileSync(scratch.path('a.deb')), mirror.files.get(file.file))
  })

  it('are refused where a suite is not there', async () => {
    await using scratch = await Scratch.make()
    await using mirror = await serveDebs(DEBS, ['forky'])
    const args = ['lock', 'deb', '--lock=debs.json', '--suite=potato', '--package=app']
    const { code, stderr } = await runRt(scratch.path(), args, aptOf(scratch, mirror))
    assert.equal(code, 1)
    assert.match(
      stderr,
      /^rt lock deb: Cannot find the suite "potato" at the sources of this machine: /,
    )
    assert.ok(!existsSync(scratch.path('debs.json')))
  })

  it('are refused with another hash, or when they are gone', async () => {
    await using scratch = await Scratch.make()
    await using mirror = await serveDebs(DEBS, ['forky'])
    const file = 'pool/main/data_1.0_all.deb'
    const args = ['fetch', 'deb', '--out=a.deb', `--sha256=${'0'.repeat(64)}`]
    const env = aptOf(scratch, mirror)
    const changed = await runRt(scratch.path(), [...args, `--file=${file}`], env)
    assert.equal(changed.code, 1)
    const head = (path: string): string =>
      `rt fetch deb: Cannot fetch "${path}":\n    ${mirror.url}/${path}: `
    assert.ok(changed.stderr.startsWith(`${head(file)}Hash Sum mismatch\n`), changed.stderr)
    const gone = await runRt(scratch.path(), [...args, '--file=pool/gone.deb'], env)
    assert.equal(gone.code, 1)
    assert.ok(gone.stderr.startsWith(`${head('pool/gone.deb')}404 `), gone.stderr)
    assert.deepEqual(readdirSync(scratch.path()), ['apt'])
  })

  it('are refused while the source is down', async () => {
    await using scratch = await Scratch.make()
    const mirror = await serveDebs(DEBS, ['forky'])
    const env = aptOf(scratch, mirror)
    await mirror[Symbol.asyncDispose]()
    const args = ['lock', 'deb', '--lock=debs.json', '--suite=forky', '--package=app']
    const { code, stderr } = await runRt(scratch.path(), args, env)
    assert.equal(code, 1)
    assert.match(stderr, /^rt lock deb: Cannot read the package index of forky: /)
    assert.ok(!existsSync(scratch.path('debs.json')))
  })

  it('need a source: a machine without any is told to name a mirror', async () => {
    await using scratch = await Scratch.make()
    scratch.write('empty/list', '')
    scratch.write(
      'apt.conf',
      `Dir::Etc::sourcelist "${scratch.path('empty/list')}";\nDir::Etc::sourceparts "/dev/null";\n`,
    )
    const env = { APT_CONFIG: scratch.path('apt.conf') }
    const args = ['lock', 'deb', '--lock=debs.json', '--suite=forky', '--package=app']
    const lock = await runRt(scratch.path(), args, env)
    assert.equal(
      lock.stderr,
      'rt lock deb: Cannot get the packages of forky: this machine has no apt with sources of its own\n  accepted: apt with Debian sources, or a mirror\n  fix: set mirrors = ["https://HOST/debian"] in apt.install(...)\n',
    )
    const fetch = await runRt(
      scratch.path(),
      ['fetch', 'deb', '--out=a', '--file=b', '--sha256=c'],
      env,
    )
    assert.match(fetch.stderr, /^rt fetch deb: Cannot get "b": this machine has no apt/)
  })
})

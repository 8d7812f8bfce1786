import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Scratch } from '../../../testing/scratch.ts'
import type { RtOutcome } from '../../testing/run_rt.ts'
import { runRt } from '../../testing/run_rt.ts'

const HASH = 'a'.repeat(64)
const OTHER = 'b'.repeat(64)

async function read(name: string, text: string): Promise<RtOutcome> {
  await using scratch = await Scratch.make()
  scratch.write(name, text)
  const target = ['--python=3.11', '--glibc=2.31', '--architecture=amd64', '--architecture=arm64']
  const args = [`--lock=${name}`, `--name=py/${name}`, ...target]
  return await runRt(scratch.path(), ['lock', 'wheels-read', ...args])
}

async function packages(name: string, text: string): Promise<unknown> {
  const { code, stdout, stderr } = await read(name, text)
  assert.equal(code, 0, stderr)
  return (JSON.parse(stdout) as { packages: unknown }).packages
}

const pylock = (...parts: readonly string[]): string =>
  ['lock-version = "1.0"', 'created-by = "test"', ...parts].join('\n')

describe('rt lock wheels-read', () => {
  it('reads requirements with hashes, and who needs them', async () => {
    const text = [
      '# made by a tool',
      '--only-binary :all:',
      `Base_Lib==1.0 --hash=sha256:${HASH} \\`,
      `    --hash=sha256:${OTHER}`,
      '    # via app',
      `app[extra]==2.0 ; python_version > "3.9" --hash=sha256:${HASH}`,
      `arm==1 ; platform_machine == "aarch64" \\\n    --hash=sha256:${HASH}`,
      '    # via',
      '    #   app',
      '    #   -r requirements.in',
      `windows==1 ; sys_platform == "win32" --hash=sha256:${HASH}`,
    ].join('\n')
    const both = { amd64: { hashes: [HASH] }, arm64: { hashes: [HASH] } }
    assert.deepEqual(await packages('r.txt', text), [
      {
        ...{ name: 'base-lib', version: '1.0', kind: 'wheel', dependsOn: [] },
        files: { amd64: { hashes: [HASH, OTHER] }, arm64: { hashes: [HASH, OTHER] } },
      },
      {
        ...{ name: 'app', version: '2.0', kind: 'wheel', dependsOn: ['base-lib'] },
        files: { amd64: both.amd64 },
      },
      {
        ...{ name: 'app', version: '2.0', kind: 'wheel', dependsOn: ['arm', 'base-lib'] },
        files: { arm64: both.arm64 },
      },
      {
        ...{ name: 'arm', version: '1', kind: 'wheel', dependsOn: [] },
        files: { arm64: both.arm64 },
      },
    ])
  })

  it('reads a pylock.toml, and chooses the best wheel for each architecture', async () => {
    const wheel = (file: string): string =>
      `{ url = "https://h/x/${file}", size = 3, hashes = { sha256 = "${HASH}" } }`
    const files = ['x86_64', 'aarch64'].map((each) => `a-1-cp311-cp311-manylinux_2_17_${each}.whl`)
    const text = pylock(
      ...['[[packages]]', 'name = "A"', 'version = "1"', 'dependencies = [{ name = "B.b" }]'],
      `wheels = [${[...files, 'a-1-py3-none-any.whl'].map(wheel).join(', ')}]`,
      ...['[[packages]]', 'name = "b-b"', 'version = "2"'],
      `wheels = [${wheel('b_b-2-py3-none-any.whl')}]`,
      ...['[[packages]]', 'name = "c"', 'version = "3"', 'marker = "sys_platform == \'win32\'"'],
    )
    const locked = (file = '') => ({ file, sha256: HASH, size: 3 })
    const pure = locked('b_b-2-py3-none-any.whl')
    assert.deepEqual(await packages('pylock.toml', text), [
      {
        ...{ name: 'a', version: '1', kind: 'wheel', dependsOn: ['b-b'] },
        files: { amd64: locked(files[0]), arm64: locked(files[1]) },
      },
      {
        ...{ name: 'b-b', version: '2', kind: 'wheel', dependsOn: [] },
        files: { amd64: pure, arm64: pure },
      },
    ])
  })

  it('tells all that keeps requirements from being a lock', async () => {
    const lines = [`a>=1 --hash=sha256:${HASH}`, 'b==1', '-r c.txt', 'd e']
    const { code, stderr } = await read('r.txt', `${lines.join('\n')}\n`)
    assert.equal(code, 1)
    const said = [...stderr.matchAll(/^rt lock wheels-read: (.*)$/gm)].map(([, message]) => message)
    assert.deepEqual(said, [
      'py/r.txt:1:1: "a>=1" is not pinned',
      'py/r.txt:2:1: "b" has no sha256',
      'py/r.txt:3:1: cannot read "c.txt": a lock names all that it has itself',
      'py/r.txt:4:1: cannot read "d e" as a requirement: "e" is not a condition on a version',
    ])
  })

  for (const [problem, name, text, says] of [
    ['no TOML', 'pylock.toml', 'a = ', /Cannot read the lock file "py\/pylock\.toml": /],
    ['another version', 'pylock.toml', 'lock-version = "2.0"', /lock-version: expected 1\.x/],
    [
      'a marker that is none',
      'pylock.toml',
      pylock('[[packages]]', 'name = "a"', 'marker = "x"'),
      /packages\[0\]\.marker: "x" is not a marker/,
    ],
    [
      'a wheel without a hash',
      'pylock.toml',
      pylock('[[packages]]', 'name = "a"', 'wheels = [{ name = "a-1-py3-none-any.whl" }]'),
      /"a-1-py3-none-any\.whl" has no sha256/,
    ],
    [
      'a wheel whose name leads elsewhere',
      'pylock.toml',
      pylock('[[packages]]', 'name = "a"', 'wheels = [{ name = "..%2fa-1-py3-none-any.whl" }]'),
      /wheels\[0\]: has no name of a file/,
    ],
    [
      'a version that is none',
      'pylock.toml',
      pylock('[[packages]]', 'name = "a"', 'version = "1\\n--index-url"'),
      /packages\[0\]\.version: is not a version/,
    ],
    [
      'a wheel with a per cent sign',
      'pylock.toml',
      pylock('[[packages]]', 'name = "a"', 'wheels = [{ name = "a-1%zz-py3-none-any.whl" }]'),
      /"a-1%zz-py3-none-any\.whl" has no sha256/,
    ],
    [
      'a package without a wheel',
      'pylock.toml',
      pylock('[[packages]]', 'name = "a"', 'version = "1"', 'sdist = { url = "https://h/a.tgz" }'),
      /Cannot use a==1 for amd64: it has no wheel\n {2}accepted: a version that has wheels/,
    ],
    [
      'a package without a wheel that fits',
      'pylock.toml',
      pylock(
        ...['[[packages]]', 'name = "a"', 'version = "1"'],
        'wheels = [{ name = "a-1-cp39-cp39-win_amd64.whl" }]',
      ),
      /Cannot use a==1 for amd64: none of its wheels fits Python 3\.11 and glibc 2\.31\n {2}accepted: its wheels are.*a-1-cp39-cp39-win_amd64\.whl/,
    ],
    [
      'two versions',
      'r.txt',
      `a==1 --hash=sha256:${HASH}\na==2 --hash=sha256:${HASH}\n`,
      /Cannot read the lock file "py\/r\.txt": it has "a" twice for one architecture/,
    ],
  ] as const)
    it(`refuses ${problem}`, async () => {
      const { code, stderr } = await read(name, text)
      assert.equal(code, 1)
      assert.match(stderr, says)
    })

  it('refuses a file that is not there', async () => {
    await using scratch = await Scratch.make()
    const args = ['--lock=gone.txt', '--name=gone.txt', '--python=3.11', '--glibc=2.31']
    const outcome = await runRt(scratch.path(), [
      'lock',
      'wheels-read',
      ...args,
      '--architecture=amd64',
    ])
    assert.equal(outcome.code, 1)
    assert.match(outcome.stderr, /"gone\.txt"/)
  })
})

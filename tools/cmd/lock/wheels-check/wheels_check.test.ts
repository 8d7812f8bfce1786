import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Scratch } from '../../../testing/scratch.ts'
import { sha256Hex } from '../../../testing/simple_index.ts'
import type { RtOutcome } from '../../testing/run_rt.ts'
import { runRt } from '../../testing/run_rt.ts'

const OWN = 'own-1-py3-none-any.whl'
const REQUEST = {
  architectures: ['amd64'],
  constraints: [],
  exclude: ['left-out'],
  glibc: '2.31',
  python: '3.11',
  requirements: ['app', 'base<2'],
  wheels: [`${OWN} sha256:${sha256Hex(Buffer.from('a wheel'))}`],
}

async function check(
  scratch: Scratch,
  lock: unknown,
  changes: Readonly<Record<string, string>> = {},
  options: readonly string[] = [],
): Promise<RtOutcome> {
  const files: Record<string, string> = {
    'py/r.txt': 'App\n-r more.txt\n',
    'py/more.txt': 'base < 2\n',
    [OWN]: 'a wheel',
    ...changes,
  }
  for (const [name, content] of Object.entries(files)) scratch.write(name, content)
  scratch.write('w.json', typeof lock === 'string' ? lock : JSON.stringify(lock))
  const args = ['--root=.', '--lock=w.json', '--python=3.11', '--glibc=2.31']
  const wanted = ['--requirements=py/r.txt', `--wheel=${OWN}`, '--exclude=Left_Out']
  return await runRt(scratch.path(), ['lock', 'wheels-check', ...args, ...wanted, ...options])
}

const FILE = { sha256: 'a'.repeat(64), size: 1 }
const wheelOf = (name: string, more: object = {}) => {
  const file = { ...FILE, file: `${name}-1-py3-none-any.whl` }
  return { name, version: '1', kind: 'wheel', files: { amd64: file }, ...more }
}
const APP = wheelOf('app', { dependsOn: ['base'] })
const LOCK = { lockVersion: 1, request: REQUEST, packages: [APP, wheelOf('base')] }

interface Answer {
  readonly changes: readonly string[]
  readonly unreadable: string
  readonly files: readonly string[]
  readonly names: readonly string[]
}

async function answer(...about: Parameters<typeof check>): Promise<Answer> {
  const { code, stdout, stderr } = await check(...about)
  assert.equal(code, 0, stderr)
  return JSON.parse(stdout) as Answer
}

describe('rt lock wheels-check', () => {
  it('finds nothing where all is as it was, and says what it has read', async () => {
    await using scratch = await Scratch.make()
    assert.deepEqual(await answer(scratch, LOCK), {
      changes: [],
      unreadable: '',
      files: ['py/r.txt', 'py/more.txt'],
      names: ['app', 'base'],
    })
  })

  it('says what has changed, all of it', async () => {
    await using scratch = await Scratch.make()
    const changes = { 'py/more.txt': 'base < 3\nnew ; os_name == "posix"\n', [OWN]: 'another' }
    const options = ['--architecture=amd64', '--architecture=arm64', '--package=more']
    const found = await answer(scratch, LOCK, changes, options)
    assert.deepEqual(found.changes, [
      'architectures has "arm64" now',
      'requirements has "base<3" now',
      'requirements has "more" now',
      'requirements has "new ; os_name == "posix"" now',
      'requirements had "base<2"',
      `wheels has "${OWN} sha256:${sha256Hex(Buffer.from('another'))}" now`,
      `wheels had "${REQUEST.wheels[0] ?? ''}"`,
    ])
    const other = await answer(scratch, { ...LOCK, request: { ...REQUEST, python: '3.9' } })
    assert.deepEqual(other.changes, ['python was "3.9" and is "3.11"'])
    const none = await answer(scratch, { lockVersion: 1, packages: [] })
    assert.equal(none.changes.length, Object.keys(REQUEST).length)
  })

  it('says what somebody has taken out of a lock', async () => {
    await using scratch = await Scratch.make()
    const { changes } = await answer(scratch, { ...LOCK, packages: [APP] })
    assert.deepEqual(changes, [
      'it has no base for amd64',
      'app needs base, which it does not have for amd64',
    ])
  })

  it('wants nothing that a marker excludes', async () => {
    await using scratch = await Scratch.make()
    const [arm, left] = ['only-arm ; platform_machine == "aarch64"', 'left-out']
    const requirements = ['app', 'base<2', left, arm]
    const found = await answer(
      scratch,
      { ...LOCK, request: { ...REQUEST, requirements } },
      { 'py/more.txt': `base < 2\n${arm}\n${left}\n` },
    )
    assert.deepEqual(found.changes, [])
  })

  it('says why a file is no lock, in one line', async () => {
    await using scratch = await Scratch.make()
    for (const [lock, why] of [
      ['<<<<<<< ours\n{\n', /^the document: is not JSON: .*$/],
      [{ ...LOCK, lockVersion: 2 }, /^lockVersion: expected 1/],
      [
        { ...LOCK, packages: [wheelOf('a', { name: '../a' })] },
        /^"\.\.\/a" is not the name of a package$/,
      ],
      [
        { ...LOCK, packages: [wheelOf('a', { version: '1\n--index-url https://h' })] },
        /^"1\n--index-url https:\/\/h" is not a version of a$/,
      ],
      [{ ...LOCK, packages: [wheelOf('a', { kind: 'deb' })] }, /^"a" is no wheel$/],
      [{ ...LOCK, packages: [wheelOf('a', { name: 'A_b' })] }, /is not the name of a package$/],
      [
        { ...LOCK, packages: [wheelOf('a', { files: { amd64: { ...FILE, file: 'x/BUILD' } } })] },
        /^"x\/BUILD" is not the name of a wheel$/,
      ],
      [{ ...LOCK, packages: [{ name: 'a' }] }, /^packages\[0\]\.version: is missing$/],
    ] as const) {
      const { unreadable, changes } = await answer(scratch, lock)
      assert.match(unreadable, why)
      assert.deepEqual(changes, [])
    }
  })

  it('refuses documents with mistakes, wheels that fit nowhere, and files that are not there', async () => {
    await using scratch = await Scratch.make()
    const mistaken = await check(scratch, LOCK, { 'py/r.txt': 'a b\n' })
    assert.equal(mistaken.code, 1)
    assert.match(mistaken.stderr, /py\/r\.txt:1:1: cannot read "a b" as a requirement/)
    const unfit = 'x-1-cp39-cp39-linux_x86_64.whl'
    const own = await check(scratch, LOCK, { 'py/r.txt': 'a\n', [unfit]: '' }, [`--wheel=${unfit}`])
    assert.equal(own.code, 1)
    assert.match(own.stderr, /Cannot use "x-1-cp39-.*" of wheels: its tags do not fit/)
    const gone = await check(scratch, LOCK, {}, ['--wheel=gone-1-py3-none-any.whl'])
    assert.equal(gone.code, 1)
    assert.match(gone.stderr, /gone-1-py3-none-any\.whl/)
  })
})

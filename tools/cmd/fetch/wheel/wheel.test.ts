import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { describe, it } from 'node:test'
import { makeServerCertificate } from '../../../testing/certificate.ts'
import { Scratch } from '../../../testing/scratch.ts'
import type { PublishedWheel } from '../../../testing/simple_index.ts'
import {
  pipEnvironment,
  serveIndex,
  sha256Hex,
  wheelBytes,
  wheelFileName,
} from '../../../testing/simple_index.ts'
import type { RtOutcome } from '../../testing/run_rt.ts'
import { runRt } from '../../testing/run_rt.ts'

const WHEEL: PublishedWheel = {
  name: 'stand-in',
  version: '1.2',
  tags: 'cp311-cp311-manylinux_2_28_aarch64',
  members: [{ name: 'stand_in/lib/libx.so.1', content: 'a library' }],
}

interface Wanted {
  readonly index: string
  readonly version?: string
  readonly sha256?: string
  readonly env?: Readonly<Record<string, string>>
}

async function fetch(
  scratch: Scratch,
  { index, version, sha256, env: more }: Wanted,
): Promise<RtOutcome> {
  const wheel = { ...WHEEL, version: version ?? WHEEL.version }
  const args = [
    `--name=${wheel.name}`,
    `--version=${wheel.version}`,
    `--file=${wheelFileName(wheel)}`,
    `--sha256=${sha256 ?? sha256Hex(wheelBytes(wheel))}`,
    `--out=${scratch.path('work/out.whl')}`,
  ]
  // Programs that pip asks for their versions leave files in the home directory.
  const env = { HOME: scratch.path(), ...pipEnvironment(index), ...more }
  mkdirSync(scratch.path('work'))
  return await runRt(
    scratch.path('work'),
    ['fetch', 'wheel', '--context=runtimes.cpu', ...args],
    env,
  )
}

async function refused(wanted: Wanted): Promise<string> {
  await using scratch = await Scratch.make()
  const { code, stderr } = await fetch(scratch, wanted)
  assert.equal(code, 1, stderr)
  assert.deepEqual(readdirSync(scratch.path('work')), [], 'something is left')
  return stderr
}

describe('rt fetch wheel', () => {
  it('fetches a wheel of another machine and Python from the index that pip is set up for', async () => {
    await using scratch = await Scratch.make()
    await using index = await serveIndex([WHEEL])
    const { code, stderr } = await fetch(scratch, { index: index.url })
    assert.equal(code, 0, stderr)
    assert.deepEqual(readFileSync(scratch.path('work/out.whl')), wheelBytes(WHEEL))
    assert.deepEqual(readdirSync(scratch.path('work')), ['out.whl'])
  })

  it('pays no heed to what people set for projects of their own', async () => {
    await using scratch = await Scratch.make()
    await using index = await serveIndex([WHEEL])
    scratch.write('limits.txt', 'stand-in==9\n')
    const projects = {
      PIP_CONSTRAINT: scratch.path('limits.txt'),
      PIP_NO_BINARY: ':all:',
      PIP_REQUIRE_VIRTUALENV: '1',
    }
    const { code, stderr } = await fetch(scratch, { index: index.url, env: projects })
    assert.equal(code, 0, stderr)
    assert.deepEqual(readFileSync(scratch.path('work/out.whl')), wheelBytes(WHEEL))
  })

  it('refuses another hash, and says which it found', async () => {
    await using index = await serveIndex([WHEEL])
    const stderr = await refused({ index: index.url, sha256: 'a'.repeat(64) })
    assert.match(
      stderr,
      /^runtimes\.cpu: Cannot fetch the wheel stand-in==1\.2: its hash is not the one of the lock/,
    )
    assert.match(stderr, new RegExp(`but ${sha256Hex(wheelBytes(WHEEL))}\n {2}accepted: `))
  })

  it('names the versions that there are', async () => {
    await using index = await serveIndex([WHEEL])
    const stderr = await refused({ index: index.url, version: '9' })
    assert.match(
      stderr,
      /stand-in==9: the index has no such version for this platform\n {2}accepted: 1\.2\n {2}fix: /,
    )
  })

  it('says that the index does not answer, or has nothing of the name', async () => {
    const gone = await serveIndex([])
    const { url } = gone
    await gone[Symbol.asyncDispose]()
    assert.match(
      await refused({ index: url }),
      /its index does not respond: .*refused\n {2}accepted: /,
    )
    await using empty = await serveIndex([])
    assert.match(await refused({ index: empty.url }), /no package of this name for this platform/)
  })

  it('says that pip is missing', async () => {
    await using scratch = await Scratch.make()
    const args = ['--name=x', '--version=1', '--file=x-1-py3-none-any.whl']
    const rest = [`--sha256=${'a'.repeat(64)}`, `--out=${scratch.path('x')}`]
    const { code, stderr } = await runRt(scratch.path(), ['fetch', 'wheel', ...args, ...rest], {
      PATH: '/none',
    })
    assert.equal(code, 1)
    assert.match(stderr, /python3 with pip is not on PATH\n {2}fix: install pip/)
  })

  it('refuses what is not the name of a wheel', async () => {
    await using scratch = await Scratch.make()
    const args = ['--name=x', '--version=1', '--file=x-1.tar.gz']
    const rest = [`--sha256=${'a'.repeat(64)}`, `--out=${scratch.path('x')}`]
    const { code, stderr } = await runRt(scratch.path(), ['fetch', 'wheel', ...args, ...rest])
    assert.equal(code, 1)
    assert.match(stderr, /"x-1\.tar\.gz" is not the name of a wheel\n {2}accepted: NAME-VERSION/)
  })
})

/** Fetches from an address, without pip unless it is asked for. */
async function fetchFrom(
  scratch: Scratch,
  address: string,
  { sha256, ...env }: Readonly<Record<string, string>> = {},
): Promise<RtOutcome> {
  const args = [
    `--name=${WHEEL.name}`,
    `--version=${WHEEL.version}`,
    `--file=${wheelFileName(WHEEL)}`,
    `--sha256=${sha256 ?? sha256Hex(wheelBytes(WHEEL))}`,
    `--out=${scratch.path('work/out.whl')}`,
    `--address=${address}`,
  ]
  mkdirSync(scratch.path('work'))
  const home = { HOME: scratch.path(), XDG_CONFIG_HOME: scratch.path('config'), PATH: '/none' }
  return await runRt(scratch.path('work'), ['fetch', 'wheel', ...args], { ...home, ...env })
}

const FILE = `files/${wheelFileName(WHEEL)}`

describe('rt fetch wheel --address', () => {
  it('needs no pip', async () => {
    await using scratch = await Scratch.make()
    await using index = await serveIndex([WHEEL])
    const { code, stderr } = await fetchFrom(scratch, index.fileUrl(FILE))
    assert.equal(code, 0, stderr)
    assert.deepEqual(readFileSync(scratch.path('work/out.whl')), wheelBytes(WHEEL))
    assert.deepEqual(index.asked, [FILE])
  })

  it('refuses another hash, and leaves nothing', async () => {
    await using scratch = await Scratch.make()
    await using index = await serveIndex([WHEEL])
    const wrong = { sha256: 'a'.repeat(64) }
    const { code, stderr } = await fetchFrom(scratch, index.fileUrl(FILE), wrong)
    assert.equal(code, 1)
    assert.match(
      stderr,
      new RegExp(`not the one of the lock, but ${sha256Hex(wheelBytes(WHEEL))}\n`),
    )
    assert.deepEqual(readdirSync(scratch.path('work')), [])
  })

  it('has the logins of variables, of netrc and of uv.toml', async () => {
    await using index = await serveIndex([WHEEL], new Map(), { login: 'me:p@ss' })
    const login = index.url.replace('://', '://me:p%40ss@')
    const ways = ['env', 'netrc', 'uv']
    for (const way of ways) {
      await using scratch = await Scratch.make()
      if (way === 'netrc') scratch.write('.netrc', 'machine 127.0.0.1 login me password p@ss\n')
      if (way === 'uv') scratch.write('config/uv/uv.toml', `[[index]]\nurl = "${login}"\n`)
      const env: Readonly<Record<string, string>> = way === 'env' ? { PIP_INDEX_URL: login } : {}
      const { code, stderr } = await fetchFrom(scratch, index.fileUrl(FILE), env)
      assert.equal(code, 0, `${way}: ${stderr}`)
      assert.ok(!stderr.includes('p%40ss') && !stderr.includes('p@ss'))
    }
  })

  it('has the logins of the configuration of pip', async () => {
    await using scratch = await Scratch.make()
    await using index = await serveIndex([WHEEL], new Map(), { login: 'me:secret' })
    const login = index.url.replace('://', '://me:secret@')
    scratch.write('pip.conf', `[global]\nindex-url = ${login}\n`)
    const env = { PIP_CONFIG_FILE: scratch.path('pip.conf'), PATH: process.env['PATH'] ?? '' }
    const { code, stderr } = await fetchFrom(scratch, index.fileUrl(FILE), env)
    assert.equal(code, 0, stderr)
    assert.deepEqual(index.asked, [FILE], 'pip itself looked for it')
  })

  it('has the certificates of the configuration of pip, and of variables', async () => {
    await using authority = await Scratch.make()
    const certificate = await makeServerCertificate(authority.path())
    await using index = await serveIndex([WHEEL], new Map(), { certificate })
    const ca = certificate.certificate
    for (const way of ['pip.conf', 'PIP_CERT', 'SSL_CERT_FILE', 'nothing']) {
      await using scratch = await Scratch.make()
      scratch.write('pip.conf', way === 'pip.conf' ? `[global]\ncert = ${ca}\n` : '')
      const env: Record<string, string> = {
        ...pipEnvironment(index.url),
        PIP_CONFIG_FILE: scratch.path('pip.conf'),
        PATH: process.env['PATH'] ?? '',
        ...(/^[A-Z]/.test(way) && { [way]: ca }),
      }
      const { code, stderr } = await fetchFrom(scratch, index.fileUrl(FILE), env)
      assert.equal(code, way === 'nothing' ? 1 : 0, `${way}: ${stderr}`)
      if (way === 'nothing') assert.match(stderr, /its index does not respond: .*certificate/)
    }
  })

  it('lets pip look where the wheel has moved', async () => {
    await using scratch = await Scratch.make()
    await using index = await serveIndex([WHEEL])
    const env = { ...pipEnvironment(index.url), PATH: process.env['PATH'] ?? '' }
    const { code, stderr } = await fetchFrom(scratch, index.fileUrl('files/gone.whl'), env)
    assert.equal(code, 0, stderr)
    assert.ok(index.asked.includes('simple/stand-in/'))
  })

  it('says what the address answers where pip knows of no index that has the wheel', async () => {
    await using index = await serveIndex([])
    const env = { ...pipEnvironment(index.url), PATH: process.env['PATH'] ?? '' }
    for (const more of [{}, env]) {
      await using scratch = await Scratch.make()
      const { code, stderr } = await fetchFrom(scratch, index.fileUrl('files/gone.whl'), more)
      assert.equal(code, 1)
      assert.match(
        stderr,
        /stand-in==1\.2: its index does not respond: 127\.0\.0\.1:\d+ answers 404\n/,
      )
      assert.deepEqual(readdirSync(scratch.path('work')), [])
    }
  })
})

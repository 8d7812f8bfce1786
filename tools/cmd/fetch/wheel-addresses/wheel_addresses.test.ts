import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { before, describe, it } from 'node:test'
import { Scratch } from '../../../testing/scratch.ts'
import type { PublishedWheel } from '../../../testing/simple_index.ts'
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

const PURE: PublishedWheel = { name: 'app', version: '1', tags: 'py3-none-any', members: [] }
const FAST: PublishedWheel = {
  name: 'fast-one',
  version: '2',
  tags: 'cp311-cp311-manylinux_2_17_aarch64',
  members: [],
}
const lockedFile = (wheel: PublishedWheel) => {
  const bytes = wheelBytes(wheel)
  return { file: wheelFileName(wheel), sha256: sha256Hex(bytes), size: bytes.length }
}
const PACKAGES = [
  { name: 'app', version: '1', files: { amd64: lockedFile(PURE), arm64: lockedFile(PURE) } },
  { name: 'fast-one', version: '2', files: { arm64: { hashes: [lockedFile(FAST).sha256] } } },
]

async function find(
  scratch: Scratch,
  env: Readonly<Record<string, string>>,
  packages: unknown = PACKAGES,
): Promise<RtOutcome> {
  scratch.write('packages.json', JSON.stringify(packages))
  const args = ['--packages=packages.json', '--python=3.11', '--glibc=2.31', '--out=found.json']
  const home = { HOME: scratch.path('home'), RT_CACHE_DIR: RT_CACHE }
  const uv = { UV_CACHE_DIR: scratch.path('uv-cache'), UV_HTTP_RETRIES: '0' }
  return await runRt(scratch.path(), ['fetch', 'wheel-addresses', ...args], {
    ...home,
    ...uv,
    ...env,
  })
}

const found = (scratch: Scratch): unknown =>
  JSON.parse(readFileSync(scratch.path('found.json'), 'utf8'))

describe('rt fetch wheel-addresses', () => {
  before(ensureUv)

  it('finds all wheels at once, with the login of the index and without telling it', async () => {
    await using scratch = await Scratch.make()
    await using index = await serveIndex([PURE, FAST], new Map(), { login: 'me:secret' })
    const login = index.url.replace('://', '://me:secret@')
    const { code, stderr } = await find(scratch, pipEnvironment(login))
    assert.equal(code, 0, stderr)
    const address = (wheel: PublishedWheel, size: number) => {
      const { file, sha256 } = lockedFile(wheel)
      return { file, sha256, size, url: index.fileUrl(`files/${file}`), forAll: false }
    }
    const app = address(PURE, lockedFile(PURE).size)
    assert.deepEqual(found(scratch), {
      amd64: { app },
      arm64: { app, 'fast-one': address(FAST, 0) },
    })
    assert.ok(!readFileSync(scratch.path('found.json'), 'utf8').includes('secret'))
    assert.deepEqual(
      readdirSync(scratch.path()).filter((name) => name.startsWith('.')),
      [],
    )
  })

  it('says which addresses need no login', async () => {
    await using scratch = await Scratch.make()
    await using index = await serveIndex([PURE, FAST])
    const { code, stderr } = await find(scratch, pipEnvironment(index.url))
    assert.equal(code, 0, stderr)
    assert.equal(
      readFileSync(scratch.path('found.json'), 'utf8').match(/"forAll": true/g)?.length,
      3,
    )
  })

  it('asks the indexes that only uv.toml names', async () => {
    await using scratch = await Scratch.make()
    await using index = await serveIndex([PURE, FAST])
    const config = `[[index]]\nurl = "${index.url}"\ndefault = true\n`
    scratch.write('home/.config/uv/uv.toml', config)
    const { code, stderr } = await find(scratch, {
      PIP_CONFIG_FILE: '/dev/null',
      PIP_FIND_LINKS: '',
    })
    assert.equal(code, 0, stderr)
    assert.equal(readFileSync(scratch.path('found.json'), 'utf8').match(/127\.0\.0\.1/g)?.length, 3)
  })

  it('finds nothing where the index does not answer, or uv cannot be had', async () => {
    await using scratch = await Scratch.make()
    const gone = await serveIndex([])
    await gone[Symbol.asyncDispose]()
    assert.equal((await find(scratch, pipEnvironment(gone.url))).code, 0)
    assert.deepEqual(found(scratch), { amd64: {}, arm64: {} })
    const none = { ...pipEnvironment(gone.url), RT_CACHE_DIR: scratch.path('cache'), RT_UV: '' }
    assert.equal((await find(scratch, none)).code, 0)
    assert.deepEqual(found(scratch), {})
  })

  it('refuses what are no packages of a lock, and files that are not there', async () => {
    await using scratch = await Scratch.make()
    const { code, stderr } = await find(scratch, {}, [{ name: 1 }])
    assert.equal(code, 1)
    assert.match(stderr, /Cannot read the lock file "packages\.json": \[0\]\.name: expected a text/)
    const args = ['--packages=gone.json', '--python=3.11', '--glibc=2.31', '--out=x']
    const gone = await runRt(scratch.path(), ['fetch', 'wheel-addresses', ...args])
    assert.match(gone.stderr, /"gone\.json"/)
  })
})

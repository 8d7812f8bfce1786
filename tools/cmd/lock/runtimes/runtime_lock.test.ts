import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { describe, it } from 'node:test'
import { parsePackageLock } from '../../../core/packages/lock.ts'
import { Scratch } from '../../../testing/scratch.ts'
import type { PublishedWheel, SimpleIndex } from '../../../testing/simple_index.ts'
import { pipEnvironment, serveIndex, sha256Hex } from '../../../testing/simple_index.ts'
import type { RtOutcome } from '../../testing/run_rt.ts'
import { runRt } from '../../testing/run_rt.ts'

const wheel = (name: string, more: Partial<PublishedWheel> = {}): readonly PublishedWheel[] =>
  ['x86_64', 'aarch64'].map((machine) => ({
    name,
    version: '1.2',
    // An old tag: newer ones do not imply it.
    tags: `py3-none-manylinux_2_25_${machine}`,
    members: [{ name: `${name}/lib/lib${name}.so.1`, content: `${name} for ${machine}` }],
    ...more,
  }))

const set = (components: object, architectures = ['amd64']): string =>
  JSON.stringify({ version: '9', architectures, components })
const RUNTIME = { wheel: 'runtime==1.2', keep: { '*/lib/lib*.so.*': 'lib/' } }
const BLAS = { ...RUNTIME, wheel: 'blas==1.2', needs: ['runtime'] }

async function lock(
  scratch: Scratch,
  { url }: Pick<SimpleIndex, 'url'>,
  ...options: readonly string[]
): Promise<RtOutcome> {
  // Programs that pip asks for their versions leave files in the home directory.
  const env = { HOME: scratch.path(), ...pipEnvironment(url) }
  return await runRt(
    scratch.path('work'),
    ['lock', 'runtimes', ...options, 'a.set.json', 'a.lock.json'],
    env,
  )
}

function lockFile(scratch: Scratch): string {
  return readFileSync(scratch.path('work/a.lock.json'), 'utf8')
}

describe('rt lock runtimes', () => {
  it('locks the wheels of every architecture, with the files that are kept', async () => {
    await using scratch = await Scratch.make()
    await using index = await serveIndex([...wheel('runtime'), ...wheel('blas')])
    scratch.write('work/a.set.json', set({ runtime: RUNTIME, blas: BLAS }, ['amd64', 'arm64']))
    const { code, stderr } = await lock(scratch, index)
    assert.equal(code, 0, stderr)
    assert.match(stderr, /a\.lock\.json: written\n$/)
    const parsed = parsePackageLock(readFileSync(scratch.path('work/a.lock.json')))
    const [blas] = parsed.ok ? parsed.value.packages : []
    assert.deepEqual(blas?.dependsOn, ['runtime'])
    assert.equal(blas.component, 'blas')
    assert.deepEqual(blas.files['arm64']?.kept, {
      'lib/libblas.so.1': { from: 'blas/lib/libblas.so.1', size: 'blas for aarch64'.length },
      'licenses/blas/License.txt': {
        from: 'blas-1.2.dist-info/licenses/License.txt',
        size: 'licence of blas\n'.length,
      },
    })
    assert.equal(blas.files['amd64']?.file, 'blas-1.2-py3-none-manylinux_2_25_x86_64.whl')
  })

  it('leaves a lock alone that is up to date, and fetches nothing for it', async () => {
    await using scratch = await Scratch.make()
    await using index = await serveIndex([...wheel('runtime'), ...wheel('blas')])
    scratch.write('work/a.set.json', set({ runtime: RUNTIME, blas: BLAS }))
    await lock(scratch, index)
    const text = lockFile(scratch)
    const { mtimeNs } = statSync(scratch.path('work/a.lock.json'), { bigint: true })
    const asked = index.asked.length
    const { stderr } = await lock(scratch, index)
    assert.equal(stderr, 'a.lock.json: is up to date\n')
    assert.equal(index.asked.length, asked)
    assert.equal(statSync(scratch.path('work/a.lock.json'), { bigint: true }).mtimeNs, mtimeNs)
    const again = await lock(scratch, index, '--all')
    assert.match(again.stderr, /is up to date\n$/)
    assert.notEqual(index.asked.length, asked)
    assert.equal(lockFile(scratch), text)
  })

  it('fetches only the component that changed', async () => {
    await using scratch = await Scratch.make()
    const newer = wheel('blas', { version: '1.3' })
    await using index = await serveIndex([...wheel('runtime'), ...wheel('blas'), ...newer])
    scratch.write('work/a.set.json', set({ runtime: RUNTIME, blas: BLAS }))
    await lock(scratch, index)
    scratch.write(
      'work/a.set.json',
      set({ runtime: RUNTIME, blas: { ...BLAS, wheel: 'blas==1.3' } }),
    )
    const { stderr } = await lock(scratch, index)
    assert.equal(stderr, 'blas 1.3 for amd64\na.lock.json: written\n')
  })

  it('locks an archive by its addresses', async () => {
    await using scratch = await Scratch.make()
    scratch.write('opt/aws/neuron/lib/libnrt.so.1', 'a library')
    execFileSync('bsdtar', ['-czf', 'n.tar.gz', 'opt'], { cwd: scratch.path() })
    const bytes = readFileSync(scratch.path('n.tar.gz'))
    await using index = await serveIndex([], new Map([['n.tar.gz', bytes]]))
    const url = index.fileUrl('n.tar.gz')
    const keep = { 'opt/aws/neuron/lib/lib*.so.*': 'lib/' }
    const runtime = { archive: 'neuron==2.0', urls: { amd64: url }, keep, architectures: ['amd64'] }
    scratch.write('work/a.set.json', set({ runtime }))
    const { code, stderr } = await lock(scratch, index)
    assert.equal(code, 0, stderr)
    const parsed = parsePackageLock(readFileSync(scratch.path('work/a.lock.json')))
    assert.deepEqual(parsed.ok && parsed.value.packages[0]?.files['amd64'], {
      file: 'n.tar.gz',
      sha256: sha256Hex(bytes),
      size: bytes.length,
      urls: [url],
      kept: { 'lib/libnrt.so.1': { from: 'opt/aws/neuron/lib/libnrt.so.1', size: 9 } },
    })
    scratch.write('work/a.set.json', set({ runtime: { ...runtime, urls: { amd64: `${url}x` } } }))
    const gone = await lock(scratch, index)
    assert.match(gone.stderr, /Cannot fetch "http:.*n\.tar\.gzx": the answer is 404\n/)
  })
})

describe('rt lock runtimes, when a set is wrong', () => {
  async function refused(
    text: string,
    wheels: readonly PublishedWheel[] = wheel('runtime'),
  ): Promise<string> {
    await using scratch = await Scratch.make()
    await using index = await serveIndex(wheels)
    scratch.write('work/a.set.json', text)
    const { code, stderr } = await lock(scratch, index)
    assert.equal(code, 1, stderr)
    assert.deepEqual(readdirSync(scratch.path('work')), ['a.set.json'], 'something is left')
    return stderr
  }

  it('refuses a version that was withdrawn, with the reason', async () => {
    const stderr = await refused(
      set({ runtime: RUNTIME }),
      wheel('runtime', { yanked: 'it crashes' }),
    )
    assert.match(stderr, /runtime==1\.2: its publisher has withdrawn this version: it crashes\n/)
  })

  it('refuses an unknown version, and names those that there are', async () => {
    const stderr = await refused(set({ runtime: { ...RUNTIME, wheel: 'runtime==3' } }))
    assert.match(
      stderr,
      /runtime==3: the index has no such version for this platform\n {2}accepted: 1\.2\n/,
    )
  })

  it('refuses wheels without a file that is wanted, and two files at one place', async () => {
    const stderr = await refused(set({ runtime: { ...RUNTIME, keep: { 'none/*': 'lib/' } } }))
    assert.match(
      stderr,
      /component "runtime": "runtime-1\.2-.*" \(amd64\) has none that fit\n {2}accepted: "none\/\*"/,
    )
    const members = ['a', 'b'].map((folder) => ({
      name: `${folder}/lib/libx.so.1`,
      content: folder,
    }))
    const two = await refused(set({ runtime: RUNTIME }), wheel('runtime', { members }))
    assert.match(two, /both go to "lib\/libx\.so\.1"\n {2}fix: give them different places/)
  })

  it('refuses texts that are not a set, and locks that are none', async () => {
    const stderr = await refused('{"version":"1","components":{"x":{"keep":{}}}}')
    assert.match(
      stderr,
      /Cannot read the set of packages ".*a\.set\.json": components\.x: expected "wheel"/,
    )
    await using scratch = await Scratch.make()
    scratch.write('work/a.set.json', set({ runtime: RUNTIME }))
    scratch.write('work/a.lock.json', '{}')
    const broken = await lock(scratch, { url: 'http://127.0.0.1:9' })
    assert.match(
      broken.stderr,
      /Cannot read the lock file ".*": lockVersion: is missing\n {2}fix: remove/,
    )
    assert.equal(lockFile(scratch), '{}')
  })

  it('wants a workspace where a rule asks for it', async () => {
    await using scratch = await Scratch.make()
    scratch.write('work/a.set.json', set({ runtime: RUNTIME }))
    const { stderr } = await lock(scratch, { url: '' }, '--workspace')
    assert.match(
      stderr,
      /Cannot write a lock file: this is not a Bazel workspace\n {2}fix: run the target/,
    )
    assert.equal(existsSync(scratch.path('work/a.lock.json')), false)
  })
})

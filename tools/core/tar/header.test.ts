import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Header } from 'tar-stream'
import { extract } from 'tar-stream'
import { DEFAULT_TIME } from '../entries/entry.ts'
import type { TarHeader } from './tar_header.ts'
import { BLOCK_SIZE, paddingAfter } from './block.ts'
import { encodeTarHeader, HeaderEncoder } from './header.ts'

const FILE: TarHeader = {
  kind: 'file',
  path: 'pkg/bin',
  size: 0,
  mode: 0o755,
  uid: 0,
  gid: 0,
  uname: '',
  gname: '',
  mtime: DEFAULT_TIME,
  target: '',
}

const GIB = 1024 ** 3

/** What tar-stream, an independent reader, takes the first header for. */
function readBack(bytes: Uint8Array): Promise<Header> {
  return new Promise((resolve, reject) => {
    const reader = extract()
    reader.on('entry', resolve)
    reader.on('error', reject)
    reader.write(Buffer.from(bytes))
  })
}

/** The pax records of a header, which tar-stream's types do not describe. */
function paxOf({ pax }: Header): Readonly<Record<string, string>> {
  return (pax ?? {}) as Readonly<Record<string, string>>
}

/** User and group; tar-stream reads but does not apply what pax says of them. */
function ownerOf(header: Header): readonly [uid: number, gid: number] {
  const { uid = header.uid, gid = header.gid } = paxOf(header)
  return [Number(uid), Number(gid)]
}

function blocks(header: TarHeader): number {
  return encodeTarHeader(header).length / BLOCK_SIZE
}

describe('HeaderEncoder', () => {
  it('encodes many headers as encodeTarHeader() encodes each', () => {
    const text = (longest: number): fc.Arbitrary<string> =>
      fc.oneof(
        fc.constant(''),
        fc.constantFrom('a', 'ü').map((unit) => unit.repeat(longest)),
      )
    const header = fc.record({
      kind: fc.constantFrom('file', 'directory', 'link'),
      path: fc.constantFrom(
        'a',
        'pkg/bin',
        'ü',
        `${'d'.repeat(90)}/${'n'.repeat(90)}`,
        'n'.repeat(101),
      ),
      size: fc.constantFrom(0, 1, 8 * GIB - 1, 8 * GIB),
      mode: fc.constantFrom(0o644, 0o7777),
      uid: fc.constantFrom(0, 8 ** 7),
      gid: fc.constantFrom(0, 5),
      uname: text(33),
      gname: text(32),
      mtime: fc.record({ seconds: fc.constantFrom(-1, 5), nanoseconds: fc.constantFrom(0, 5) }),
      target: text(101),
    }) as fc.Arbitrary<TarHeader>
    const property = fc.property(fc.array(header, { maxLength: 20 }), (headers) => {
      const encoder = new HeaderEncoder()
      const encoded = headers.map((one) => encoder.encode(one))
      assert.deepEqual(encoded, headers.map(encodeTarHeader))
    })
    fc.assert(property, { seed: 5, numRuns: 500 })
  })
})

describe('encodeTarHeader()', () => {
  it('needs one block for an ordinary file', async () => {
    const header = await readBack(encodeTarHeader({ ...FILE, size: 1234 }))
    assert.equal(blocks(FILE), 1)
    assert.deepEqual(
      [header.name, header.size, header.mode, header.uid, header.gid, header.type],
      ['pkg/bin', 1234, 0o755, 0, 0, 'file'],
    )
    assert.equal(header.mtime.getTime(), DEFAULT_TIME.seconds * 1000)
  })

  it('is the same bytes for the same header', () => {
    const header = { ...FILE, path: 'ä'.repeat(80), size: 9 * GIB }
    assert.deepEqual(encodeTarHeader(header), encodeTarHeader({ ...header }))
  })

  it('ends the names of directories in a slash, and calls the root "./"', async () => {
    const directory: TarHeader = { ...FILE, kind: 'directory', path: 'opt' }
    const first = encodeTarHeader(directory)
    assert.equal(Buffer.from(first.subarray(0, 5)).toString(), 'opt/\0')
    assert.equal((await readBack(first)).type, 'directory')
    const root = encodeTarHeader({ ...directory, path: '' })
    assert.equal(Buffer.from(root.subarray(0, 3)).toString(), './\0')
  })

  for (const size of [8 * GIB - 1, 8 * GIB, 8 * GIB + 1, 100 * GIB, 2 ** 53 - 1]) {
    it(`keeps a size of ${size} bytes`, async () => {
      assert.equal((await readBack(encodeTarHeader({ ...FILE, size }))).size, size)
      assert.equal(blocks({ ...FILE, size }), size < 8 * GIB ? 1 : 3)
    })
  }

  const paths: readonly (readonly [what: string, path: string, blocks: number])[] = [
    ['of 100 bytes', 'a'.repeat(100), 1],
    ['of 101 bytes without a slash', 'a'.repeat(101), 3],
    ['that splits into 155 and 100', `${'a'.repeat(155)}/${'b'.repeat(100)}`, 1],
    ['that splits at the first slash that fits', `${'a/'.repeat(60)}${'b'.repeat(90)}`, 1],
    ['whose last part is 101', `${'a'.repeat(20)}/${'b'.repeat(101)}`, 3],
    ['whose first part is 156', `${'a'.repeat(156)}/${'b'.repeat(99)}`, 3],
    ['of 257 bytes', `${'a'.repeat(156)}/${'b'.repeat(100)}`, 3],
    ['of 700 bytes', 'abcdef/'.repeat(100).slice(0, -1), 4],
    ['in UTF-8, short', 'modèles/重み.bin', 3],
    ['of 50 characters and 200 bytes', '😀'.repeat(50), 3],
    ['with a tab, a newline and a backslash', 'a\tb\nc\\d', 1],
  ]
  for (const [what, path, expected] of paths) {
    it(`keeps a path ${what}`, async () => {
      assert.equal((await readBack(encodeTarHeader({ ...FILE, path }))).name, path)
      assert.equal(blocks({ ...FILE, path }), expected)
    })
  }

  it('says by pax what a directory of 100 bytes cannot say with its slash', async () => {
    const header: TarHeader = { ...FILE, kind: 'directory', path: 'd'.repeat(100) }
    assert.equal((await readBack(encodeTarHeader(header))).name, `${'d'.repeat(100)}/`)
    assert.equal(blocks(header), 3)
  })

  for (const target of ['../x', 't'.repeat(100), 't'.repeat(101), '../größe', 'x/'.repeat(300)]) {
    it(`keeps a link to ${target.slice(0, 10)} (${target.length} characters)`, async () => {
      const header = await readBack(encodeTarHeader({ ...FILE, kind: 'link', target }))
      assert.deepEqual([header.type, header.linkname], ['symlink', target])
    })
  }

  it('keeps numbers and names of owners that ustar has no room for', async () => {
    const owner = { uid: 2_097_152, gid: 4_294_967_294, uname: 'ü', gname: 'g'.repeat(33) }
    const header = await readBack(encodeTarHeader({ ...FILE, ...owner }))
    const { uname, gname } = paxOf(header)
    assert.deepEqual([...ownerOf(header), uname, gname], Object.values(owner))
    assert.equal(blocks({ ...FILE, uid: 2_097_151, gid: 2_097_151 }), 1)
  })

  for (const [seconds, nanoseconds, expected] of [
    [0, 0, undefined],
    [2 ** 33 - 1, 0, undefined],
    [2 ** 33, 0, '8589934592'],
    [-1, 0, '-1'],
    [5, 500_000_000, '5.5'],
    [5, 1, '5.000000001'],
    [-1, 500_000_000, '-0.5'],
    [-2, 250_000_000, '-1.75'],
  ] as const) {
    it(`keeps the time ${seconds} s ${nanoseconds} ns`, async () => {
      const bytes = encodeTarHeader({ ...FILE, mtime: { seconds, nanoseconds } })
      assert.equal(paxOf(await readBack(bytes))['mtime'], expected)
    })
  }

  it('survives a reader, whatever the header', async () => {
    const part = fc.stringMatching(/^[^\0/]{1,60}$/u)
    const path = fc.array(part, { minLength: 1, maxLength: 8 }).map((parts) => parts.join('/'))
    const arbitrary = fc.record({
      kind: fc.constant('file' as const),
      path: path.filter((text) => text.isWellFormed()),
      size: fc.maxSafeNat(),
      mode: fc.integer({ min: 0, max: 0o7777 }),
      uid: fc.maxSafeNat(),
      gid: fc.maxSafeNat(),
      uname: fc.string({ maxLength: 40 }).filter((text) => !/[\0\n]/.test(text)),
      gname: fc.constant(''),
      mtime: fc.constant(DEFAULT_TIME),
      target: fc.constant(''),
    })
    const property = fc.asyncProperty(arbitrary, async (header) => {
      const bytes = encodeTarHeader(header)
      assert.equal(bytes.length % BLOCK_SIZE, 0)
      const read = await readBack(bytes)
      assert.deepEqual(
        [read.name, read.size, read.mode, ...ownerOf(read)],
        [header.path, header.size, header.mode, header.uid, header.gid],
      )
    })
    await fc.assert(property, { seed: 7, numRuns: 300 })
  })
})

describe('paddingAfter()', () => {
  for (const [size, padding] of [
    [0, 0],
    [1, 511],
    [511, 1],
    [512, 0],
    [10 * GIB + 1, 511],
  ] as const) {
    it(`is ${padding} after ${size} bytes`, () => assert.equal(paddingAfter(size), padding))
  }
})

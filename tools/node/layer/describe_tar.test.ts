import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { describe, it } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import type { Pack } from 'tar-stream'
import { pack } from 'tar-stream'
import type { Failure } from '../../core/failure.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { DEFAULT_ATTRIBUTES } from '../../core/entries/entry.ts'
import { paddingAfter } from '../../core/tar/block.ts'
import { encodeTarHeader } from '../../core/tar/header.ts'
import { Scratch } from '../../testing/scratch.ts'
import { describeTar } from './describe_tar.ts'

function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

/** A tar with one file of three MiB and a byte that hardly compresses. */
function sampleTar(): Buffer {
  const content = Buffer.alloc(3 * 1024 * 1024 + 1)
  for (let at = 0; at + 32 < content.length; at += 32)
    content.set(createHash('sha256').update(String(at)).digest(), at)
  const size = content.length
  const header = encodeTarHeader({
    kind: 'file',
    path: 'x',
    size,
    target: '',
    ...DEFAULT_ATTRIBUTES,
  })
  return Buffer.concat([header, content, Buffer.alloc(paddingAfter(size)), Buffer.alloc(1024)])
}

/** Each half compressed alone, one after the other. */
function inTwo(tar: Buffer, compress: (half: Buffer) => Buffer): Buffer {
  return Buffer.concat([compress(tar.subarray(0, 1_000_000)), compress(tar.subarray(1_000_000))])
}

const TAR = sampleTar()
/** An entry without contents. */
const ENTRY = encodeTarHeader({
  kind: 'directory',
  path: 'd',
  size: 0,
  target: '',
  ...DEFAULT_ATTRIBUTES,
})
const SKIPPABLE = Buffer.from('502a4d1804000000deadbeef', 'hex')

/** A tar of entries without contents, exactly as they are named. */
function tarOf(...headers: readonly Parameters<Pack['entry']>[0][]): Promise<Buffer> {
  const archive = pack()
  for (const header of headers) archive.entry(header, '')
  archive.finalize()
  return buffer(archive)
}

async function failureOf(path: string): Promise<Failure> {
  const error = await describeTar(path).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof ExpectedFailure, String(error))
  return error.failure
}

describe('describeTar()', () => {
  for (const [what, compression, bytes] of [
    ['a plain tar', 'none', TAR],
    ['an empty tar', 'none', Buffer.alloc(10240)],
    ['a gzip file', 'gzip', gzipSync(TAR)],
    ['several gzip members', 'gzip', inTwo(TAR, (half) => gzipSync(half))],
    ['a zstd file', 'zstd', zstdCompressSync(TAR)],
    ['several zstd frames', 'zstd', inTwo(TAR, (half) => zstdCompressSync(half))],
    [
      'zstd between skippable frames',
      'zstd',
      Buffer.concat([SKIPPABLE, zstdCompressSync(TAR), SKIPPABLE]),
    ],
  ] as const) {
    it(`describes ${what}`, async () => {
      await using scratch = await Scratch.make()
      const tar = compression === 'none' ? bytes : TAR
      assert.deepEqual(await describeTar(scratch.write('x', bytes)), {
        compression,
        digest: sha256(bytes),
        diffId: sha256(tar),
        size: bytes.length,
        binaries: { files: [], links: [], removed: [] },
      })
    })
  }

  it('refuses a file that is written to meanwhile', async () => {
    await using scratch = await Scratch.make()
    const path = scratch.write('x', Buffer.alloc(32 * 1024 * 1024))
    const writing = setInterval(() => {
      appendFileSync(path, Buffer.alloc(512))
    }, 1)
    const failure = await failureOf(path).finally(() => {
      clearInterval(writing)
    })
    assert.deepEqual(failure, { topic: 'file', reason: 'written-to', path })
  })

  for (const format of ['v7', 'gnu', 'ustar', 'pax']) {
    it(`knows what GNU tar writes as ${format}`, async () => {
      await using scratch = await Scratch.make()
      scratch.write('d/größe', 'x')
      const tar = scratch.path('x.tar')
      execFileSync('tar', ['-cf', tar, `--format=${format}`, '-C', scratch.path('d'), '.'])
      const described = await describeTar(tar)
      assert.equal(described.diffId, sha256(readFileSync(tar)))
    })
  }

  for (const [found, bytes] of [
    ['empty', ''],
    ['not a tar', 'hello'],
    ['not a tar', 'x'.repeat(4096)],
    ['a bzip2 file', 'BZh91AY&SY'],
    ['an xz file', Buffer.from('fd377a585a000004', 'hex')],
    ['a zip file', Buffer.from('504b0304', 'hex')],
    ['a gzip file without a tar in it', gzipSync(Buffer.from('hello'))],
    ['a zstd file without a tar in it', zstdCompressSync(Buffer.alloc(5000, 1))],
  ] as const) {
    it(`refuses a file that is ${found} (${bytes.length} bytes)`, async () => {
      await using scratch = await Scratch.make()
      const file = scratch.write('x', bytes)
      assert.deepEqual(await failureOf(file), { topic: 'layer', reason: 'not-a-tar', file, found })
    })
  }

  for (const [what, bytes] of [
    ['a gzip file cut short', gzipSync(TAR).subarray(0, 2_000_000)],
    ['a zstd file cut short', zstdCompressSync(TAR).subarray(0, 2_000_000)],
    ['a gzip file with a wrong checksum', damaged(gzipSync(TAR))],
    ['a zstd file of nothing but its magic', Buffer.from('28b52ffd', 'hex')],
  ] as const) {
    it(`refuses ${what}`, async () => {
      await using scratch = await Scratch.make()
      const failure = await failureOf(scratch.write('x', bytes))
      assert.equal(failure.reason, 'corrupt')
    })
  }

  for (const compress of [gzipSync, zstdCompressSync])
    it(`refuses what follows a compressed tar, such as padding: ${compress.name}`, async () => {
      await using scratch = await Scratch.make()
      const file = scratch.write('x', Buffer.concat([compress(TAR), Buffer.alloc(512)]))
      const cause = 'other bytes follow the end of the compressed data'
      assert.deepEqual(await failureOf(file), { topic: 'layer', reason: 'corrupt', file, cause })
    })

  for (const [what, member, header] of [
    ['a name that goes up', '../etc/passwd', { name: '../etc/passwd' }],
    ['a name that goes up in between', 'a/../../b', { name: 'a/../../b' }],
    ['a link named like that', 'x/../..', { name: 'x/../..', type: 'symlink', linkname: 'y' }],
    ['a hard link to outside', '../shadow', { name: 'a', type: 'link', linkname: '../shadow' }],
  ] as const) {
    it(`refuses a tar with ${what}, plain or compressed`, async () => {
      await using scratch = await Scratch.make()
      const tar = await tarOf({ name: 'good' }, header)
      for (const bytes of [tar, gzipSync(tar), zstdCompressSync(tar)]) {
        const file = scratch.write('x', bytes)
        const expected = { topic: 'layer', reason: 'outside-image', file, member }
        assert.deepEqual(await failureOf(file), expected)
      }
    })
  }

  it('refuses what engines refuse when a container starts, all of it at once', async () => {
    await using scratch = await Scratch.make()
    const [long, most] = ['é'.repeat(128), 'é'.repeat(127)]
    const tar = await tarOf(
      { name: `a/${long}/b` },
      { name: `a/${most}/b`, pax: { uid: '2147483647', gid: '2147483647' } },
      { name: 'c', pax: { uid: '2147483648', gid: '4000000000' } },
      { name: 'd', type: 'symlink', linkname: long },
    )
    for (const bytes of [tar, gzipSync(tar)]) {
      const file = scratch.write('x', bytes)
      assert.deepEqual(await failureOf(file), {
        topic: 'layer',
        reason: 'unusable-entries',
        file,
        entries: [
          { path: `a/${long}/b`, problem: 'long-name' },
          { path: 'c', problem: 'uid', id: 2 ** 31 },
          { path: 'c', problem: 'gid', id: 4e9 },
        ],
      })
    }
  })

  for (const format of ['gnu', 'pax'])
    it(`knows users above what engines take as GNU tar writes them: ${format}`, async () => {
      await using scratch = await Scratch.make()
      scratch.write('tree/e', 'e')
      const file = scratch.path('x.tar')
      const owner = ['--owner=x:3000000000', '--group=y:2', `--format=${format}`]
      execFileSync('tar', ['-cf', file, ...owner, '-C', scratch.path('tree'), 'e'])
      const entries = [{ path: 'e', problem: 'uid', id: 3_000_000_000 }]
      const expected = { topic: 'layer', reason: 'unusable-entries', file, entries }
      assert.deepEqual(await failureOf(file), expected)
    })

  it('takes names from the root, and symbolic links to anywhere: they end in the image', async () => {
    await using scratch = await Scratch.make()
    const tar = await tarOf(
      { name: '/etc/motd' },
      { name: 'etc/up', type: 'symlink', linkname: '../../../etc' },
      { name: 'dev/null', type: 'character-device' },
    )
    assert.equal((await describeTar(scratch.write('x', tar))).size, tar.length)
  })

  // A digest of half an archive is as good as any other; only its structure tells.
  for (const [where, length] of [
    ['in a header', 300],
    ['right after a header', 512],
    ['in contents', 1_000_000],
    ['in padding', TAR.length - 1024 - 1],
    ['before its end', TAR.length - 1024],
  ] as const) {
    it(`refuses a tar that is cut short ${where}, plain or compressed`, async () => {
      await using scratch = await Scratch.make()
      const cut = TAR.subarray(0, length)
      // Too short to be known as a tar at all.
      const plain = length < 512 ? 'not-a-tar' : 'corrupt'
      assert.equal((await failureOf(scratch.write('x', cut))).reason, plain)
      const file = scratch.write('y', zstdCompressSync(Buffer.concat([ENTRY, cut])))
      const cause = 'the tar in it is cut short'
      const expected = { topic: 'layer', reason: 'corrupt', file, cause }
      assert.deepEqual(await failureOf(file), expected)
      assert.deepEqual(
        await failureOf(scratch.write('y', gzipSync(Buffer.concat([ENTRY, cut])))),
        expected,
      )
    })
  }

  it('finds damage behind the first header, also behind names that would be refused', async () => {
    await using scratch = await Scratch.make()
    const outside = await tarOf({ name: '../../etc/passwd' })
    const file = scratch.write('x', Buffer.concat([ENTRY, Buffer.alloc(512, 'x'), outside]))
    const cause = 'the tar in it has no valid header at byte 512'
    assert.deepEqual(await failureOf(file), { topic: 'layer', reason: 'corrupt', file, cause })
  })

  it("takes GNU's sparse files, whose headers go on in blocks that are none", async () => {
    await using scratch = await Scratch.make()
    const holes = Array.from({ length: 40 }, (_, index) => `x${index}`)
    const sparse = scratch.path('sparse')
    for (const [index, text] of holes.entries()) {
      const handle = openSync(sparse, index === 0 ? 'w' : 'r+')
      writeSync(handle, text, index * 1024 * 1024)
      closeSync(handle)
    }
    const tar = scratch.path('x.tar')
    execFileSync('tar', ['-cSf', tar, '--format=gnu', '-C', scratch.path(), 'sparse'])
    assert.equal((await describeTar(tar)).diffId, sha256(readFileSync(tar)))
  })

  it('says that a file is missing', async () => {
    await using scratch = await Scratch.make()
    assert.equal((await failureOf(scratch.path('x'))).reason, 'missing')
  })
})

function damaged(bytes: Buffer): Buffer {
  bytes[bytes.length - 5] = (bytes[bytes.length - 5] ?? 0) ^ 0xff
  return bytes
}

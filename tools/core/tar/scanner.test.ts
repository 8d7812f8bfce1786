import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempDisposableSync, mkdirSync, linkSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { DEFAULT_TIME } from '../entries/entry.ts'
import { paddingAfter } from './block.ts'
import { encodeTarHeader } from './header.ts'
import type { ScannedEntry } from './parse_header.ts'
import { TarScanner } from './scanner.ts'

interface Seen {
  readonly entries: readonly ScannedEntry[]
  /** Contents of the files, as text. */
  readonly contents: ReadonlyMap<string, string>
  readonly offsets: ReadonlyMap<string, number>
  readonly isIntact: boolean
}

/** Scans an archive that comes in pieces. */
function scan(archive: Uint8Array, pieceSize: number): Seen {
  const entries: ScannedEntry[] = []
  const contents = new Map<string, string>()
  const offsets = new Map<string, number>()
  let [path, text, isOpen] = ['', '', false]
  const scanner = new TarScanner({
    enter: (entry, offset) => {
      assert.ok(!isOpen)
      entries.push(entry)
      offsets.set(entry.path, offset)
      ;[path, text, isOpen] = [entry.path, '', entry.kind === 'file']
      return isOpen
    },
    content: (bytes) => {
      text += Buffer.from(bytes).toString('latin1')
    },
    leave: () => {
      isOpen = false
      contents.set(path, text)
    },
  })
  for (let at = 0; at < archive.length; at += pieceSize)
    scanner.push(archive.subarray(at, at + pieceSize))
  return { entries, contents, offsets, isIntact: scanner.isIntact }
}

/** A tree with everything that images have in it, packed by a real tar. */
function packed(args: readonly string[]): Buffer {
  using scratch = mkdtempDisposableSync(join(tmpdir(), 'rt-scan-'))
  const at = (path: string): string => join(scratch.path, path)
  const deep = Array.from({ length: 12 }, () => 'a-rather-long-directory').join('/')
  mkdirSync(at(deep), { recursive: true })
  writeFileSync(at('empty'), '')
  writeFileSync(at('one'), 'x'.repeat(1025))
  writeFileSync(at(`${deep}/file`), 'deep')
  linkSync(at('one'), at('two'))
  symlinkSync('one', at('link'))
  symlinkSync(`${deep}/file`, at('long-link'))
  const outcome = spawnSync('tar', [...args, '--sort=name', '-cf', '-', '.'], { cwd: scratch.path })
  assert.equal(outcome.status, 0, outcome.stderr.toString())
  return outcome.stdout
}

describe('TarScanner', () => {
  for (const format of ['gnu', 'posix']) {
    for (const pieceSize of [1, 511, 512, 513, 1 << 20]) {
      it(`lists a ${format} archive that comes in pieces of ${pieceSize}`, () => {
        const { entries, contents, isIntact } = scan(packed([`--format=${format}`]), pieceSize)
        assert.ok(isIntact)
        const deep = `./${'a-rather-long-directory/'.repeat(12)}`
        const found = entries.filter(({ kind }) => kind !== 'directory')
        assert.deepEqual(
          found.map(({ kind, path, target }) => [kind, path, target]),
          [
            ['file', `${deep}file`, ''],
            ['file', './empty', ''],
            ['symbolic link', './link', 'one'],
            ['symbolic link', './long-link', `${deep.slice(2)}file`],
            ['file', './one', ''],
            ['hard link', './two', './one'],
          ],
        )
        assert.deepEqual(
          [...contents].sort(),
          [
            [`${deep}file`, 'deep'],
            ['./empty', ''],
            ['./one', 'x'.repeat(1025)],
          ].sort(),
        )
      })
    }
  }

  it('says where contents are', () => {
    const archive = packed([])
    const { offsets } = scan(archive, 700)
    const at = offsets.get('./one') ?? 0
    assert.equal(archive.subarray(at, at + 1025).toString(), 'x'.repeat(1025))
  })

  it('counts sizes above 8 GiB, and passes over them', () => {
    const header = headerOf('huge', 9 * 1024 ** 3)
    const { entries } = scan(header, 100)
    assert.deepEqual(
      entries.map(({ path, size }) => [path, size]),
      [['huge', 9 * 1024 ** 3]],
    )
  })

  it('stops at what is not a header, and says so', () => {
    const file = [headerOf('a', 1), Buffer.from('x'), Buffer.alloc(paddingAfter(1))]
    const good = Buffer.concat([...file, Buffer.alloc(1024)])
    assert.ok(scan(good, 512).isIntact)
    const bad = scan(Buffer.concat([...file, Buffer.alloc(512, 'x'), headerOf('b', 0)]), 512)
    assert.deepEqual([bad.isIntact, bad.entries.length], [false, 1])
    assert.ok(!scan(good.subarray(0, 300), 512).isIntact)
  })

  it('never throws, whatever the bytes', () => {
    const archive = packed(['--format=posix'])
    const change = fc.tuple(fc.nat(archive.length - 1), fc.nat(255))
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 40 }),
        fc.integer({ min: 1, max: 2000 }),
        (list, n) => {
          const bytes = Uint8Array.from(archive)
          for (const [at, value] of list) bytes[at] = value
          scan(bytes, n)
        },
      ),
      { seed: 6, numRuns: 500 },
    )
  })
})

function headerOf(path: string, size: number): Uint8Array {
  return encodeTarHeader({
    kind: 'file',
    path,
    size,
    mode: 0o644,
    uid: 0,
    gid: 0,
    uname: '',
    gname: '',
    mtime: DEFAULT_TIME,
    target: '',
  })
}

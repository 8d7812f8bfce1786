import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, posix } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import type { MemberKind } from '../../../core/archive/safe_member.ts'
import { DIRECTORY_MEMBERS, IMAGE_MEMBERS, MemberGuard } from '../../../core/archive/safe_member.ts'
import { describeProgram } from '../../../core/binary/describe_program.ts'
import { windowsOf } from '../../../core/binary/byte_window.ts'
import { makeMachO, makePe, makeUniversal } from '../../../core/binary/testing/make_binaries.ts'
import { makeElf } from '../../../core/elf/testing/make_elf.ts'
import { ExpectedFailure } from '../../../core/failure.ts'
import { sniffLayer, SNIFFED_SIZE } from '../../../core/layer/sniff.ts'
import { TarScanner } from '../../../core/tar/scanner.ts'
import { END_OF_ARCHIVE_SIZE, paddingAfter } from '../../../core/tar/block.ts'
import { encodeTarHeader } from '../../../core/tar/header.ts'
import { describeTar } from '../../../node/layer/describe_tar.ts'
import { roughBytes, roughText } from '../arbitraries.ts'
import { assertErrorShape } from '../error_shape.ts'
import type { FuzzTarget } from '../target.ts'
import { fuzzTarget } from '../target.ts'

const PATHS = ['a', 'dir/b', `${'long/'.repeat(30)}c`, 'ü', 'dir']

/** A small archive of every kind of entry that rt writes, pax headers among them. */
function sampleTar(): Uint8Array {
  const content = Buffer.from('content')
  const entries = PATHS.map((path, index) => {
    const kind = (['file', 'directory', 'link'] as const)[index % 3] ?? 'file'
    const size = kind === 'file' ? content.length : 0
    const mtime = { seconds: 1, nanoseconds: index }
    const owner = { mode: 0o644, uid: 0, gid: 2 ** 31, uname: 'u', gname: '' }
    const header = encodeTarHeader({
      ...owner,
      kind,
      path,
      size,
      mtime,
      target: size > 0 ? '' : 'x',
    })
    return Buffer.concat([header, content.subarray(0, size), Buffer.alloc(paddingAfter(size))])
  })
  return Buffer.concat([...entries, Buffer.alloc(END_OF_ARCHIVE_SIZE)])
}

const TAR = sampleTar()
const LAYERS = [
  TAR,
  gzipSync(TAR),
  zstdCompressSync(TAR),
  Buffer.concat([gzipSync(TAR), gzipSync(TAR)]),
]

const layerFile = fuzzTarget('tar-layer', roughBytes(LAYERS), async (bytes) => {
  sniffLayer(bytes.subarray(0, SNIFFED_SIZE))
  const directory = mkdtempSync(join(tmpdir(), 'rt-fuzz-'))
  const path = join(directory, 'layer')
  try {
    writeFileSync(path, bytes)
    const described = await describeTar(path)
    assert.equal(described.size, bytes.length)
  } catch (error) {
    if (!(error instanceof ExpectedFailure)) throw error
    assertErrorShape(error.failure)
  } finally {
    rmSync(directory, { recursive: true })
  }
})

/** What a scanner tells of an archive that comes in pieces of one size. */
function scan(bytes: Uint8Array, piece: number): readonly unknown[] {
  const told: unknown[] = []
  let content = 0
  const scanner = new TarScanner({
    enter: (entry, offset) => told.push(entry, offset) > 0,
    content: (part) => (content += part.length),
    leave: () => told.push(content),
  })
  for (let at = 0; at < bytes.length; at += piece) scanner.push(bytes.subarray(at, at + piece))
  return [...told, content, scanner.isIntact]
}

const tarScanner = fuzzTarget('tar-entries', roughBytes([TAR]), (bytes) => {
  const whole = scan(bytes, Math.max(1, bytes.length))
  assert.deepEqual(scan(bytes, 100), whole)
  assert.deepEqual(scan(bytes, 512), whole)
})

const KINDS: readonly MemberKind[] = ['file', 'directory', 'symlink', 'hardlink', 'special']
const memberName = roughText(
  ['./usr/lib/a', 'a/../b', '/etc', 'a'],
  ['a', 'b', '/', '.', '..', '//', '\\', 'C:', '\0'],
)

const members = fuzzTarget(
  'archive-members',
  fc.array(fc.record({ name: memberName, kind: fc.constantFrom(...KINDS), target: memberName }), {
    maxLength: 8,
  }),
  (given) => {
    for (const rules of [IMAGE_MEMBERS, DIRECTORY_MEMBERS]) {
      const guard = new MemberGuard(rules)
      for (const member of given) {
        const admitted = guard.admit(member)
        const { name, kind } = member
        if (!admitted.ok) {
          const failure = {
            topic: 'archive',
            reason: 'unsafe-member',
            archive: 'a.deb',
            member: name,
          } as const
          assertErrorShape({ ...failure, problem: admitted.failure })
        } else {
          assert.notEqual(kind, 'special')
          assert.match(posix.resolve('/root', admitted.value.path), /^\/root(\/|$)/)
        }
      }
    }
  },
)

const PROGRAM = {
  interpreter: '/lib64/ld-linux-x86-64.so.2',
  soname: 'libx.so.1',
  needed: ['libc.so.6', 'libm.so.6'],
  rpath: '/opt/a:$ORIGIN',
  runpath: '$ORIGIN/../lib',
  versions: { defined: ['X_1'], needed: [{ library: 'libc.so.6', versions: ['GLIBC_2.34'] }] },
}
const BINARIES = [
  makeElf(PROGRAM),
  makeElf({ ...PROGRAM, bits: 32, order: 'big', machine: 8 }),
  makeElf(),
  makeMachO('arm64'),
  makeUniversal(['amd64', 'arm64']),
  makePe({}),
  makePe({ isManaged: true }),
  Buffer.from('#!/usr/bin/env -S python3 -u\n'),
]

const binaries = fuzzTarget('binaries', roughBytes(BINARIES), (bytes) => {
  const reads: number[] = []
  const windows = windowsOf(bytes)
  describeProgram('lib/x', 0o755, {
    size: windows.size,
    read: (offset, length) => {
      reads.push(length)
      assert.ok(Number.isSafeInteger(offset) && offset >= 0 && length >= 0 && length <= 1024 ** 2)
      return windows.read(offset, length)
    },
  })
  assert.ok(reads.length < 10_000, `${reads.length} reads`)
})

/** Readers of archives and of what is in them. */
export const ARCHIVE_TARGETS: readonly FuzzTarget[] = [layerFile, tarScanner, members, binaries]

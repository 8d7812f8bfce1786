import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { makeElf } from '../elf/testing/make_elf.ts'
import type { ByteWindows } from './byte_window.ts'
import { windowsOf } from './byte_window.ts'
import { BINARY_MAGIC_SIZE, identifyBinary, mayBeBinary } from './identify.ts'
import { makeMachO, makePe, makeUniversal } from './testing/make_binaries.ts'

describe('identifyBinary', () => {
  const MACHINES = [
    [{ machine: 62 }, 'amd64'],
    [{ machine: 183 }, 'arm64'],
    [{ machine: 3, bits: 32 }, '386'],
    [{ machine: 40, bits: 32 }, 'arm'],
    [{ machine: 21 }, 'ppc64le'],
    [{ machine: 22, order: 'big' }, 's390x'],
    [{ machine: 243 }, 'riscv64'],
  ] as const
  for (const [choices, architecture] of MACHINES) {
    it(`knows ELF of ${architecture}`, () => {
      assert.deepEqual(identifyBinary(windowsOf(makeElf(choices))), {
        format: 'elf',
        os: 'linux',
        architectures: [architecture],
      })
    })
  }

  it('knows the system that an ELF file names', () => {
    assert.equal(identifyBinary(windowsOf(makeElf({ osAbi: 9 })))?.os, 'freebsd')
    assert.equal(identifyBinary(windowsOf(makeElf({ osAbi: 3 })))?.os, 'linux')
  })

  it('knows programs of macOS and Windows', () => {
    const found = [makeMachO('arm64'), makeUniversal(['amd64', 'arm64']), makePe({})].map((bytes) =>
      identifyBinary(windowsOf(bytes)),
    )
    assert.deepEqual(found, [
      { format: 'mach-o', os: 'darwin', architectures: ['arm64'] },
      { format: 'mach-o', os: 'darwin', architectures: ['amd64', 'arm64'] },
      { format: 'pe', os: 'windows', architectures: ['amd64'] },
    ])
  })

  const DATA: readonly (readonly [string, Uint8Array])[] = [
    ['code for a GPU', makeElf({ machine: 224 })],
    ['a program for the kernel (BPF)', makeElf({ machine: 247 })],
    ['an assembly of .NET', makePe({ isManaged: true })],
    ['a Java class', Buffer.from('cafebabe0000003d001d0a00020003', 'hex')],
    ['a fat header over nothing', Buffer.from(`cafebabe00000001${'01'.repeat(30)}`, 'hex')],
    ['text that begins with MZ', Buffer.from('MZ is how it begins, and it goes on '.repeat(9))],
    ['weights that begin with the magic of ELF', Buffer.from('\x7fELF'.repeat(99), 'latin1')],
    ['weights that begin with the magic of Mach-O', Buffer.alloc(4096, 'cffaedfe', 'hex')],
    ['three bytes', Uint8Array.of(0x7f, 0x45, 0x4c)],
    ['nothing', new Uint8Array(0)],
  ]
  for (const [what, bytes] of DATA) {
    it(`takes ${what} for data`, () => {
      assert.equal(identifyBinary(windowsOf(bytes)), undefined)
    })
  }

  it('never throws, and is only asked about what may be a binary', () => {
    const samples = [makeElf({}), makeMachO('amd64'), makeUniversal(['arm64']), makePe({})]
    const change = fc.tuple(fc.nat(400), fc.nat(255))
    const input = fc.tuple(
      fc.constantFrom(...samples),
      fc.array(change, { maxLength: 16 }),
      fc.nat(400),
    )
    fc.assert(
      fc.property(input, ([sample, changes, length]) => {
        const bytes = sample.slice(0, length)
        for (const [at, value] of changes) bytes[at] = value
        const file: ByteWindows = {
          size: bytes.length,
          read: (offset, count) => {
            assert.ok(count <= 1024 * 1024 && Number.isSafeInteger(offset) && offset >= 0)
            return bytes.subarray(offset, offset + count)
          },
        }
        if (identifyBinary(file) !== undefined)
          assert.ok(mayBeBinary(bytes.subarray(0, BINARY_MAGIC_SIZE)))
      }),
      { seed: 6, numRuns: 20_000 },
    )
  })
})

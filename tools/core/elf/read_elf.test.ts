import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { ByteWindows } from '../binary/byte_window.ts'
import { windowsOf } from '../binary/byte_window.ts'
import { readElf } from './read_elf.ts'
import type { ElfChoices } from './testing/make_elf.ts'
import { makeElf } from './testing/make_elf.ts'
import type { SymbolVersions } from './versions.ts'

const CHOICES: ElfChoices = {
  interpreter: '/lib64/ld-linux-x86-64.so.2',
  soname: 'libone.so.1',
  needed: ['libtwo.so.2', 'libc.so.6'],
  rpath: '/a:$ORIGIN',
  runpath: '$ORIGIN/../lib',
  versions: {
    defined: ['libone.so.1', 'ONE_1.0', 'ONE_1.1'],
    needed: [
      { library: 'libtwo.so.2', versions: ['TWO_2'] },
      { library: 'libc.so.6', versions: ['GLIBC_2.34', 'GLIBC_2.36'] },
    ],
  },
}

describe('readElf', () => {
  for (const bits of [32, 64] as const) {
    for (const order of ['little', 'big'] as const) {
      it(`reads ${bits} bits, ${order}-endian`, () => {
        const elf = readElf(windowsOf(makeElf({ ...CHOICES, bits, order, machine: 8 })))
        assert.ok(elf.ok)
        const { header, interpreter, dynamic } = elf.value
        assert.deepEqual(
          [header.bits, header.order, header.type, header.machine],
          [bits, order, 'dynamic', 8],
        )
        const { interpreter: expected, ...names } = CHOICES
        assert.equal(interpreter, expected)
        assert.deepEqual(dynamic, names)
      })
    }
  }

  it('passes over versions that are weak, and libraries of which none is left', () => {
    const needed = [
      { library: 'liba.so', versions: ['A_1', 'A_2'] },
      { library: 'libb.so', versions: ['B_1'] },
    ]
    const versions = versionsOf(
      makeElf({ versions: { needed, weak: ['A_1', 'B_1'] }, needed: ['liba.so'] }),
    )
    assert.deepEqual(versions, { defined: [], needed: [{ library: 'liba.so', versions: ['A_2'] }] })
  })

  it('has no versions for a file without, and none where they are damaged', () => {
    assert.equal(versionsOf(makeElf({ needed: ['liba.so'] })), undefined)
    const versions = { defined: ['SOME_1', 'SOME_2'] }
    const whole = makeElf({ versions, soname: 'liba.so' })
    // The distance to the next definition, in the table that the name follows.
    const at = Buffer.from(whole).indexOf(Buffer.from([28, 0, 0, 0]))
    assert.deepEqual(versionsOf(whole)?.defined, versions.defined)
    assert.equal(versionsOf(withByte(whole, at + 2, 0xff)), undefined)
    // The last one leads nowhere, however many there are said to be.
    assert.deepEqual(versionsOf(withByte(whole, at, 0))?.defined, ['SOME_1'])
  })

  describe('of a program that uses std::cout', () => {
    const needed = ['libstdc++.so.6']
    const versions = { needed: [{ library: 'libstdc++.so.6', versions: ['GLIBCXX_3.4'] }] }
    const versionsWith = (...symbols: readonly string[]): readonly string[] =>
      versionsOf(makeElf({ needed, versions, symbols, interpreter: '/lib64/ld.so' }))?.needed[0]
        ?.versions ?? []

    it('adds nothing to a library, since the program may set the streams up', () => {
      const library = makeElf({ needed, versions, symbols: ['_ZSt4cout'] })
      assert.deepEqual(versionsOf(library)?.needed[0]?.versions, ['GLIBCXX_3.4'])
    })

    it('adds the library that sets it up, where the program does not', () => {
      assert.deepEqual(versionsWith('_ZSt4cout', 'main'), ['GLIBCXX_3.4', 'GLIBCXX_3.4.32'])
      assert.deepEqual(versionsWith('_ZSt5wcerr'), ['GLIBCXX_3.4', 'GLIBCXX_3.4.32'])
    })

    it('adds nothing where the program does, or where nothing is used', () => {
      assert.deepEqual(versionsWith('_ZSt4cout', '_ZNSt8ios_base4InitC1Ev'), ['GLIBCXX_3.4'])
      assert.deepEqual(versionsWith('my_ZSt4cout'), ['GLIBCXX_3.4'])
      assert.deepEqual(versionsWith(), ['GLIBCXX_3.4'])
    })

    it('adds nothing to a program that does not need the library, or states the version', () => {
      const other = { needed: [{ library: 'libc.so.6', versions: ['GLIBC_2.34'] }] }
      const symbols = ['_ZSt4cout']
      assert.deepEqual(versionsOf(makeElf({ needed: ['libc.so.6'], versions: other, symbols })), {
        defined: [],
        ...other,
      })
      const stated = { needed: [{ library: 'libstdc++.so.6', versions: ['GLIBCXX_3.4.32'] }] }
      assert.deepEqual(
        versionsOf(makeElf({ needed, versions: stated, symbols }))?.needed,
        stated.needed,
      )
    })
  })

  it('knows a static program', () => {
    const elf = readElf(windowsOf(makeElf({ type: 2 })))
    assert.ok(elf.ok)
    assert.equal(elf.value.header.type, 'executable')
    assert.deepEqual([elf.value.interpreter, elf.value.dynamic], [undefined, undefined])
  })

  it('asks for small windows only', () => {
    const bytes = makeElf(CHOICES)
    let most = 0
    const file: ByteWindows = {
      size: bytes.length,
      read: (offset, length) => {
        most = Math.max(most, length)
        return bytes.subarray(offset, offset + length)
      },
    }
    assert.ok(readElf(file).ok)
    assert.ok(most <= bytes.length)
  })

  const DAMAGES: readonly (readonly [string, (bytes: Uint8Array) => Uint8Array, string])[] = [
    [
      'data that begins with the magic',
      () => bytesOf('\x7fELF and then text goes on'.repeat(9)),
      'not ELF',
    ],
    ['a class that does not exist', (elf) => withByte(elf, 4, 3), 'not ELF'],
    ['another header size', (elf) => withByte(elf, 52, 63), 'not ELF'],
    ['program headers beyond the end', (elf) => withByte(elf, 39, 0x7f), 'damaged program headers'],
    [
      'a file cut off in its dynamic section',
      (elf) => elf.subarray(0, -20),
      'damaged dynamic section',
    ],
    ['an empty file', () => new Uint8Array(0), 'not ELF'],
  ]
  for (const [what, damage, problem] of DAMAGES) {
    it(`tells ${what}`, () => {
      const elf = readElf(windowsOf(damage(makeElf(CHOICES))))
      assert.ok(!elf.ok)
      assert.equal(elf.failure, problem)
    })
  }

  it('never throws, whatever bytes are changed', () => {
    const whole = makeElf(CHOICES)
    const change = fc.tuple(
      fc.nat(whole.length - 1),
      fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 0x7f, 0xff)),
    )
    const changes = fc.array(change, { maxLength: 24 })
    fc.assert(
      fc.property(changes, fc.nat(whole.length), (list, length) => {
        const bytes = whole.slice(0, length)
        for (const [at, value] of list) bytes[at] = value
        const windows: ByteWindows = {
          size: bytes.length,
          read: (offset, count) => {
            assert.ok(count <= 1024 * 1024 && Number.isSafeInteger(offset) && offset >= 0)
            return bytes.subarray(offset, offset + count)
          },
        }
        readElf(windows)
      }),
      { seed: 6, numRuns: 20_000 },
    )
  })
})

function versionsOf(bytes: Uint8Array): SymbolVersions | undefined {
  const elf = readElf(windowsOf(bytes))
  assert.ok(elf.ok)
  return elf.value.dynamic?.versions
}

function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'latin1')
}

function withByte(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = bytes.slice()
  copy[at] = value
  return copy
}

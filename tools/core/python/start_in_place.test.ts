import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ElfChoices } from '../elf/testing/make_elf.ts'
import { makeElf } from '../elf/testing/make_elf.ts'
import { startInPlace } from './start_in_place.ts'

const PROGRAM: ElfChoices = {
  interpreter: '/lib/ld-linux-aarch64.so.1',
  needed: ['libz.so.1', 'libc.so.6'],
  debug: true,
}
const PLACES = { loader: '/tmp/rtABCDEF/i', libraries: '$ORIGIN/l' }

/** Where the test's ELF files are mapped. */
const BASE_ADDRESS = 0x10000n

function textAt(bytes: Uint8Array, offset: number): string {
  return Buffer.from(bytes.subarray(offset, bytes.indexOf(0, offset))).toString()
}

describe('startInPlace', () => {
  it('names another dynamic linker, and where its libraries are', () => {
    const before = makeElf(PROGRAM)
    const program = before.slice()
    assert.ok(startInPlace(program, PLACES).ok)
    const interpreter = Buffer.from(before).indexOf(PROGRAM.interpreter ?? '')
    assert.equal(textAt(program, interpreter), PLACES.loader)
    const view = new DataView(program.buffer)
    const tags = new Map<bigint, bigint>()
    const segment = 64 + 2 * 56
    for (let at = Number(view.getBigUint64(segment + 8, true)); ; at += 16) {
      const tag = view.getBigUint64(at, true)
      if (tag === 0n) break
      tags.set(tag, view.getBigUint64(at + 8, true))
    }
    assert.equal(tags.has(21n), false)
    const address = BigInt.asUintN(64, (tags.get(5n) ?? 0n) + (tags.get(15n) ?? 0n))
    assert.equal(textAt(program, Number(address - BASE_ADDRESS)), PLACES.libraries)
  })

  it('refuses paths that are longer than the one that they replace', () => {
    const program = makeElf(PROGRAM)
    const before = program.slice()
    const changed = startInPlace(program, { ...PLACES, loader: '/home/somebody/rtABCDEF/i' })
    assert.deepEqual(changed, { ok: false, failure: 'no room for longer paths' })
    assert.deepEqual(program, before)
  })

  for (const [what, program] of [
    ['a text', Buffer.from('#!/bin/sh\n')],
    ['a program for 32 bits', makeElf({ ...PROGRAM, bits: 32 })],
    ['a program with the other byte order', makeElf({ ...PROGRAM, order: 'big' })],
    ['a static program', makeElf()],
    ['a library', makeElf({ soname: 'libz.so.1' })],
    ['a program without an entry for debuggers', makeElf({ ...PROGRAM, debug: false })],
    ['a program that is cut off', makeElf(PROGRAM).slice(0, 100)],
  ] as const)
    it(`refuses ${what}`, () => {
      assert.deepEqual(startInPlace(program, PLACES), {
        ok: false,
        failure: 'not a program of Linux for 64 bits',
      })
    })
})

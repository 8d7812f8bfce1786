import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { makeElf } from '../elf/testing/make_elf.ts'
import { decodeJson } from '../json/cursor.ts'
import { windowsOf } from './byte_window.ts'
import { describeBinary } from './describe_binary.ts'
import type { LayerBinaries } from './layer_binaries.ts'
import { isLinkOfInterest, removedBy } from './layer_binaries.ts'
import { binariesInOrder, readLayerBinaries } from './layer_binaries_json.ts'
import { makePe } from './testing/make_binaries.ts'

const LIBRARY = {
  soname: 'liba.so.1',
  needed: ['libc.so.6'],
  runpath: '$ORIGIN',
  versions: { defined: ['A_1'], needed: [{ library: 'libc.so.6', versions: ['GLIBC_2.34'] }] },
}

describe('describeBinary', () => {
  it('says what a library asks of the dynamic linker', () => {
    assert.deepEqual(describeBinary('usr/lib/liba.so', windowsOf(makeElf(LIBRARY))), {
      path: 'usr/lib/liba.so',
      format: 'elf',
      os: 'linux',
      architectures: ['amd64'],
      linkage: LIBRARY,
    })
  })

  it('has no linkage for static programs, damaged files, and files of other systems', () => {
    const damaged = makeElf(LIBRARY).subarray(0, -20)
    for (const bytes of [makeElf({ type: 2 }), damaged, makePe({})])
      assert.equal(describeBinary('x', windowsOf(bytes))?.linkage, undefined)
  })

  it('knows data', () => {
    assert.equal(describeBinary('x', windowsOf(new Uint8Array(100))), undefined)
  })
})

describe('binaries of a layer as JSON', () => {
  const file = (path: string, needed: readonly string[]): LayerBinaries['files'][number] => ({
    linkage: {
      versions: {
        needed: needed.map((library) => ({ versions: ['V_1'], library })),
        defined: [path, 'V_2'],
      },
      needed,
      soname: path,
      interpreter: '/i',
    },
    architectures: ['amd64'],
    os: 'linux',
    format: 'elf',
    path,
  })
  const binaries: LayerBinaries = {
    removed: ['z', 'a/'],
    hasLinkerCache: true,
    links: [
      { kind: 'hard', target: 'a', path: 'b' },
      { kind: 'symbolic', target: '../a', path: 'a' },
    ],
    files: [file('z', ['2', '1']), file('a', [])],
    scripts: [
      { interpreter: '/bin/sh', path: 'run' },
      { argument: '-u', interpreter: '/usr/bin/python3', path: 'app/run' },
    ],
  }

  it('is the same bytes for the same layer, and comes back', () => {
    const text = JSON.stringify(binariesInOrder(binaries))
    const turned = { ...binaries, files: binaries.files.toReversed(), removed: ['a/', 'z'] }
    assert.equal(JSON.stringify(binariesInOrder(turned)), text)
    assert.deepEqual(decodeJson(JSON.parse(text), readLayerBinaries), {
      ok: true,
      value: binariesInOrder(binaries),
    })
    assert.match(text, /^\{"files":\[\{"path":"a","format":"elf","os":"linux",/)
    assert.match(text, /\{"path":"app\/run","interpreter":"\/usr\/bin\/python3","argument":"-u"\},/)
  })

  it('is refused where it is malformed', () => {
    const bad = { files: [{ path: 'a', format: 'a.out' }], links: [], removed: [] }
    assert.deepEqual(decodeJson(bad, readLayerBinaries), {
      ok: false,
      failure: 'files[0].format: expected "elf" or "mach-o" or "pe"',
    })
  })
})

describe('entries of a layer', () => {
  it('remove what is below by whiteouts', () => {
    assert.deepEqual(
      ['usr/lib/.wh.libz.so', '.wh.usr', 'usr/.wh..wh..opq', '.wh..wh..opq', 'usr/lib'].map(
        removedBy,
      ),
      ['usr/lib/libz.so', 'usr', 'usr/', '/', undefined],
    )
  })

  it('are links of interest unless they lead to data', () => {
    const paths = ['lib', 'usr/lib/libz.so', 'etc/alternatives/java', 'usr/share/zoneinfo/UTC']
    assert.deepEqual(paths.filter(isLinkOfInterest), paths.slice(0, 3))
  })
})

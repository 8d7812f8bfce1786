import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { describe, it } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import type { LayerBinaries } from '../../core/binary/layer_binaries.ts'
import { binariesInOrder } from '../../core/binary/layer_binaries_json.ts'
import { makePe } from '../../core/binary/testing/make_binaries.ts'
import { makeElf } from '../../core/elf/testing/make_elf.ts'
import { DEFAULT_ATTRIBUTES } from '../../core/entries/entry.ts'
import type { Entry, ImagePath } from '../../core/entries/entry.ts'
import { describeTar } from '../layer/describe_tar.ts'
import { Scratch } from '../../testing/scratch.ts'
import { BinaryCandidates, binariesOfEntries } from './entry_binaries.ts'

const LIBRARY = makeElf({ soname: 'liba.so.1', needed: ['libc.so.6'] })
const FOUND: LayerBinaries = {
  files: [
    { path: 'bin/tool.exe', format: 'pe', os: 'windows', architectures: ['amd64'] },
    {
      path: 'usr/lib/liba.so.1.0',
      format: 'elf',
      os: 'linux',
      architectures: ['amd64'],
      linkage: { soname: 'liba.so.1', needed: ['libc.so.6'] },
    },
  ],
  scripts: [{ path: 'bin/tool.sh', interpreter: '/bin/sh', argument: '-e' }],
  links: [{ path: 'usr/lib/liba.so.1', target: 'liba.so.1.0', kind: 'symbolic' }],
  removed: [],
}

/** A tree with programs, scripts, links and data. */
async function tree(): Promise<Scratch> {
  const scratch = await Scratch.make()
  scratch.write('bin/tool.exe', makePe({}))
  scratch.write('bin/tool.sh', `#!/bin/sh -e\n${'# long\n'.repeat(1000)}`)
  chmodSync(scratch.path('bin/tool.sh'), 0o755)
  scratch.write('data/script.sh', '#!/bin/sh\n')
  chmodSync(scratch.path('data/script.sh'), 0o644)
  scratch.write('usr/lib/liba.so.1.0', LIBRARY)
  scratch.link('usr/lib/liba.so.1', 'liba.so.1.0')
  scratch.write('data/weights', Buffer.from('\x7fELF'.repeat(1000), 'latin1'))
  scratch.write('data/short', '\x7f')
  scratch.link('usr/share/zoneinfo/UTC', 'Etc/UTC')
  return scratch
}

function tar(scratch: Scratch, ...args: readonly string[]): Buffer {
  const outcome = spawnSync('tar', ['-c', '-C', scratch.path(), ...args], { maxBuffer: 1 << 30 })
  assert.equal(outcome.status, 0, outcome.stderr.toString())
  return outcome.stdout
}

describe('binaries of a tar', () => {
  const COMPRESSORS: Readonly<Record<string, (bytes: Buffer) => Uint8Array>> = {
    none: (bytes) => bytes,
    gzip: gzipSync,
    zstd: zstdCompressSync,
  }
  for (const [compression, compress] of Object.entries(COMPRESSORS)) {
    it(`are found while it is hashed: ${compression}`, async () => {
      await using scratch = await tree()
      await using out = await Scratch.make()
      const path = out.write('layer', compress(tar(scratch, '.')))
      const { binaries } = await describeTar(path)
      assert.deepEqual(binaries && binariesInOrder(binaries), FOUND)
    })
  }

  it('include hard links and whiteouts', async () => {
    await using scratch = await Scratch.make()
    scratch.write('a', LIBRARY)
    spawnSync('ln', [scratch.path('a'), scratch.path('b')])
    scratch.write('usr/.wh.lib', '')
    const path = scratch.write('layer', tar(scratch, 'a', 'b', 'usr'))
    const { binaries } = await describeTar(path)
    assert.deepEqual(binaries?.links, [{ path: 'b', target: 'a', kind: 'hard' }])
    assert.deepEqual(binaries.removed, ['usr/lib'])
  })

  it('are found in programs of any size, without holding them in memory', async () => {
    await using scratch = await Scratch.make()
    const size = 40 * 1024 * 1024
    const big = Buffer.alloc(size)
    big.set(LIBRARY)
    scratch.write('big.so', big)
    const path = scratch.write('layer', gzipSync(tar(scratch, 'big.so'), { level: 1 }))
    const { binaries } = await describeTar(path)
    assert.equal(binaries?.files[0]?.linkage?.soname, 'liba.so.1')
  })

  it('are asked for in vain in a tar that is damaged after its first header: it is refused', async () => {
    await using scratch = await tree()
    const bytes = tar(scratch, '.')
    const at = bytes.indexOf('bin/tool.exe')
    bytes.fill('x', at, at + 300)
    const file = scratch.write('layer', bytes)
    const cause = `the tar in it has no valid header at byte ${at - (at % 512)}`
    const failure = { topic: 'layer', reason: 'corrupt', file, cause }
    await assert.rejects(describeTar(file), { failure })
  })
})

describe('binaries of entries', () => {
  it('include whiteouts, which somebody has listed', () => {
    const entries = ['usr/.wh.lib', 'opt/.wh..wh..opq'].map((path): Entry => {
      return { kind: 'file', path: path as ImagePath, source: undefined, ...DEFAULT_ATTRIBUTES }
    })
    assert.deepEqual(binariesOfEntries(entries).removed, ['usr/lib', 'opt/'])
  })

  it('are found in the sources, all or those that may be some', async () => {
    await using scratch = await tree()
    const file = (path: string): Entry => ({
      kind: 'file',
      path: path as ImagePath,
      source: scratch.path(path),
      ...DEFAULT_ATTRIBUTES,
    })
    const link = {
      kind: 'link',
      path: 'usr/lib/liba.so.1' as ImagePath,
      target: 'liba.so.1.0',
      ...DEFAULT_ATTRIBUTES,
    } as const
    const paths = [
      'bin/tool.exe',
      'usr/lib/liba.so.1.0',
      'data/weights',
      'data/short',
      'bin/tool.sh',
    ]
    const plain = { ...file('data/script.sh'), mode: 0o644 }
    const entries = [...paths.map(file), plain, link]
    assert.deepEqual(binariesInOrder(binariesOfEntries(entries)), FOUND)
    const candidates = new BinaryCandidates()
    candidates.see(scratch.path('usr/lib/liba.so.1.0'), LIBRARY, true)
    candidates.see(scratch.path('bin/tool.sh'), Buffer.from('#!/bin/sh'), true)
    candidates.see(scratch.path('bin/tool.exe'), Uint8Array.of(0x4d), false)
    candidates.see(scratch.path('data/short'), Uint8Array.of(0x4d), true)
    assert.ok(!candidates.has(scratch.path('data/short')))
    const found = binariesOfEntries(entries, (source) => candidates.has(source))
    assert.deepEqual(binariesInOrder(found), FOUND)
  })
})

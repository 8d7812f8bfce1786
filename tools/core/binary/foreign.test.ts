import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { explain } from '../explain.ts'
import { foreignBinaries } from './foreign.ts'
import type { LayerBinary } from './layer_binaries.ts'

const AMD64 = { os: 'linux', architecture: 'amd64' }

function binary(path: string, kind: Partial<LayerBinary> = {}): LayerBinary {
  return { path, format: 'elf', os: 'linux', architectures: ['amd64'], ...kind }
}

const FILES = [
  binary('bin/own'),
  binary('bin/arm', { architectures: ['arm64'] }),
  binary('bin/old', { architectures: ['386'] }),
  binary('bin/bsd', { os: 'freebsd' }),
  binary('lib/a.dylib', { format: 'mach-o', os: 'darwin', architectures: ['amd64', 'arm64'] }),
  binary('lib/python/t64.exe', { format: 'pe', os: 'windows' }),
  binary('lib/odd.exe', { format: 'pe', os: 'windows', architectures: [] }),
]

describe('foreignBinaries', () => {
  it('lists what another processor or system runs, and says what it is', () => {
    assert.deepEqual(
      foreignBinaries(FILES, AMD64, []).map(({ path, found }) => `${path}: ${found}`),
      [
        'bin/arm: an ELF file for linux/arm64',
        'bin/old: an ELF file for linux/386',
        'bin/bsd: an ELF file for freebsd/amd64',
        'lib/a.dylib: a Mach-O file for darwin/amd64 and darwin/arm64',
        'lib/python/t64.exe: a PE file for windows/amd64',
        'lib/odd.exe: a PE file for windows',
      ],
    )
  })

  it('allows by patterns', () => {
    const paths = (allow: readonly string[]): readonly string[] =>
      foreignBinaries(FILES, AMD64, allow).map(({ path }) => path)
    assert.deepEqual(paths(['bin/*']), ['lib/a.dylib', 'lib/python/t64.exe', 'lib/odd.exe'])
    assert.deepEqual(paths(['lib/*', 'bin/**']), ['lib/python/t64.exe'])
    assert.deepEqual(paths(['**.exe', 'bin/*']), ['lib/a.dylib'])
    assert.deepEqual(paths(['**']), [])
  })

  it('asks nothing of images that are not for Linux, or for a processor without ELF files', () => {
    assert.deepEqual(foreignBinaries(FILES, { os: 'windows', architecture: 'amd64' }, []), [])
    const wasm = foreignBinaries(FILES.slice(0, 3), { os: 'linux', architecture: 'wasm' }, [])
    assert.deepEqual(wasm, [])
  })

  it('is told in one error with all files', () => {
    const files = foreignBinaries(FILES.slice(1, 2), AMD64, [])
    assert.deepEqual(explain({ topic: 'binary', reason: 'foreign', platform: AMD64, files }), {
      message:
        'Cannot put programs of another platform into an image for linux/amd64: "bin/arm", an ELF file for linux/arm64',
      accepted: 'ELF files for linux/amd64',
      fix: 'build them for the platform of the image (platform_transition_filegroup), or set allow_foreign_binaries = ["bin/arm"]',
    })
  })
})

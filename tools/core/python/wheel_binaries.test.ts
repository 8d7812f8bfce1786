import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LayerBinary } from '../binary/layer_binaries.ts'
import { ownBinaries } from './wheel_binaries.ts'

const elf = (path: string, architecture: string): LayerBinary => {
  return { path, format: 'elf', os: 'linux', architectures: [architecture] }
}
const launcher: LayerBinary = {
  path: 'cli.exe',
  format: 'pe',
  os: 'windows',
  architectures: ['amd64'],
}

/** Paths of those of one wheel that count. */
function kept(wheel: string, ...binaries: readonly LayerBinary[]): readonly string[] {
  return ownBinaries(binaries.map((binary) => ({ wheel, binary }))).map(({ path }) => path)
}

describe('ownBinaries', () => {
  it('leaves out programs of other systems', () => {
    assert.deepEqual(kept('setuptools-1-py3-none-any.whl', launcher), [])
  })

  it('keeps files for one processor, so that a wrong one is seen', () => {
    const name = 'wrong-1-py3-none-any.whl'
    assert.deepEqual(kept(name, elf('a.so', 'arm64'), elf('b.so', 'arm64')), ['a.so', 'b.so'])
  })

  it('leaves out files for several processors of a wheel that is for all', () => {
    const name = 'debugpy-1-py2.py3-none-any.whl'
    assert.deepEqual(kept(name, elf('a.so', 'amd64'), elf('b.so', '386')), [])
  })

  it('keeps those of the processor in the tag where there are several', () => {
    const name = 'x-1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl'
    assert.deepEqual(kept(name, elf('a.so', 'amd64'), elf('b.so', '386')), ['a.so'])
  })

  it('looks at each wheel alone', () => {
    const found = [
      { wheel: 'one-1-py3-none-any.whl', binary: elf('a.so', 'amd64') },
      { wheel: 'two-1-py3-none-any.whl', binary: elf('b.so', 'arm64') },
    ]
    assert.equal(ownBinaries(found).length, 2)
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SizedContent } from './layer_split.ts'
import { splitPackages } from './package_split.ts'

const MIB = 1024 * 1024

function file(path: string, mib: number): SizedContent {
  return { path: `app/runfiles/${path}`, size: mib * MIB }
}

/** Paths of each layer, without the directory of all. */
function split(...files: readonly SizedContent[]): readonly (readonly string[])[] {
  const layers = splitPackages(files, 'app/runfiles')
  return layers.map((layer) => layer.map(({ path }) => path.slice('app/runfiles/'.length)))
}

describe('splitPackages', () => {
  it('gives a big package a layer, and its big files one each; small ones are together', () => {
    assert.deepEqual(
      split(
        file('small/a.py', 1),
        file('torch/b.so', 700),
        file('torch/a.so', 64),
        file('torch/c.py', 1),
        file('numpy/core.so', 40),
        file('other/a.py', 31),
      ),
      [
        ['numpy/core.so'],
        ['torch/a.so'],
        ['torch/b.so'],
        ['torch/c.py'],
        ['other/a.py', 'small/a.py'],
      ],
    )
  })

  it('gives the layers of a package whatever else there is', () => {
    const torch = [file('torch/a.so', 70), file('torch/b.py', 2)]
    assert.deepEqual(split(...torch), split(...torch, file('x/y.py', 1)).slice(0, 2))
  })

  it('never makes more layers than an image may have', () => {
    for (const count of [80, 91, 300, 2000]) {
      const files = Array.from({ length: count }, (_, index) => [
        file(`p${index}/a.so`, 65),
        file(`p${index}/b.py`, 1 + (index % 7)),
      ]).flat()
      const layers = split(...files)
      assert.ok(layers.length <= 91, `${count}: ${layers.length}`)
      assert.equal(layers.flat().length, files.length)
    }
  })

  it('splits nothing into nothing', () => {
    assert.deepEqual(split(), [])
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { bestWheel } from './best_wheel.ts'

const TARGET = { python: '3.11', architecture: 'amd64', glibc: '2.31' }

/** Best first. */
const RANKED = [
  'a-1-cp311-cp311-manylinux_2_28_x86_64.whl',
  'a-1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
  'a-1-cp311-cp311-manylinux1_x86_64.whl',
  'a-1-cp311-abi3-manylinux_2_17_x86_64.whl',
  'a-1-cp38-abi3-manylinux_2_17_x86_64.whl',
  'a-1-py3-none-manylinux2014_x86_64.whl',
  'a-1-2-py3-none-any.whl',
  'a-1-1-py3-none-any.whl',
  'a-1-py2.py3-none-any.whl',
]
const UNFIT = [
  'a-1-cp311-cp311-manylinux_2_35_x86_64.whl',
  'a-1-cp311-cp311-manylinux_2_17_aarch64.whl',
  'a-1-cp311-cp311-musllinux_1_2_x86_64.whl',
  'a-1-cp311-cp311t-manylinux_2_17_x86_64.whl',
  'a-1-cp312-cp312-manylinux_2_17_x86_64.whl',
  'a-1-cp312-abi3-manylinux_2_17_x86_64.whl',
  'a-1-cp311-cp311-win_amd64.whl',
  'a-1-cp311-cp311-macosx_11_0_arm64.whl',
  'a-1-pp311-pypy311_pp73-manylinux_2_17_x86_64.whl',
  'a-1-py2-none-any.whl',
  'a-1.tar.gz',
  'a.whl',
]
const wheels = (files: readonly string[]) => files.map((file) => ({ file }))

describe('the best wheel', () => {
  it('is that of the latest C library, this very Python, machine code, and the last build', () => {
    for (let index = 0; index < RANKED.length; index += 1)
      assert.equal(bestWheel(wheels(RANKED.slice(index)), TARGET)?.file, RANKED[index])
  })

  it('is none of those that do not work', () => {
    assert.equal(bestWheel(wheels(UNFIT), TARGET), undefined)
    assert.equal(bestWheel([], TARGET), undefined)
    const arm = { ...TARGET, architecture: 'arm64' }
    assert.equal(bestWheel(wheels(UNFIT), arm)?.file, UNFIT[1])
  })

  it('is the same in whatever order wheels are offered', () => {
    const offered = fc.shuffledSubarray([...RANKED, ...UNFIT])
    fc.assert(
      fc.property(offered, (files) => {
        const expected = RANKED.find((file) => files.includes(file))
        assert.equal(bestWheel(wheels(files), TARGET)?.file, expected)
      }),
    )
  })
})

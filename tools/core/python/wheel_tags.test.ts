import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseWheelName, uvPlatform } from '../packages/wheel_name.ts'
import type { PythonTarget } from './wheel_tags.ts'
import { compatibleTags, misfit, rankedTags, readLibc, wheelRank } from './wheel_tags.ts'

const DEBIAN_12: PythonTarget = {
  minor: 11,
  architecture: 'amd64',
  libc: 'glibc',
  libcVersion: '2.36',
}

const WHEELS = [
  'a-1-cp311-cp311-manylinux_2_28_x86_64.whl',
  'a-1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
  'a-1-cp39-abi3-manylinux_2_17_x86_64.whl',
  'a-1-cp311-none-manylinux2014_x86_64.whl',
  'a-1-py3-none-manylinux1_x86_64.whl',
  'a-1-py2.py3-none-any.whl',
]

function rank(file: string, target = DEBIAN_12): number | undefined {
  const name = parseWheelName(file)
  assert.ok(name)
  return wheelRank(name, rankedTags(target))
}

describe('tags of wheels', () => {
  it('are compatible, best first', () => {
    const ranks = WHEELS.map((file) => rank(file) ?? -1)
    assert.ok(ranks.every((each) => each >= 0))
    const order = [ranks[0], ranks[1], ranks[3], ranks[2], ranks[4], ranks[5]]
    assert.deepEqual(
      order,
      order.toSorted((a = 0, b = 0) => a - b),
    )
  })

  it('begin with the latest platform of this very version', () => {
    assert.equal(compatibleTags(DEBIAN_12)[0], 'cp311-cp311-manylinux_2_36_x86_64')
    assert.ok(compatibleTags(DEBIAN_12).includes('py30-none-any'))
    const musl = compatibleTags({ ...DEBIAN_12, libc: 'musl', libcVersion: '1.2' })
    assert.equal(musl[0], 'cp311-cp311-musllinux_1_2_x86_64')
    const arm = compatibleTags({ ...DEBIAN_12, architecture: 'arm64' })
    assert.equal(arm[0], 'cp311-cp311-manylinux_2_36_aarch64')
  })

  it('say why a wheel does not fit', () => {
    for (const [file, says] of [
      [
        'a-1-cp311-cp311-manylinux_2_17_aarch64.whl',
        /it is for manylinux_2_17_aarch64, and the image for linux\/amd64/,
      ],
      ['a-1-cp311-cp311-manylinux_2_39_x86_64.whl', /and the image has glibc 2\.36/],
      [
        'a-1-cp311-cp311-musllinux_1_2_x86_64.whl',
        /it is for musllinux_1_2_x86_64, and the image has glibc 2\.36/,
      ],
      [
        'a-1-cp312-cp312-manylinux_2_17_x86_64.whl',
        /it is for cp312 with the ABI cp312, and the image has Python 3\.11/,
      ],
      ['a-1-cp312-abi3-manylinux_2_17_x86_64.whl', /the image has Python 3\.11/],
      ['a-1-py2-none-any.whl', /it is for py2 with the ABI none/],
    ] as const) {
      const name = parseWheelName(file)
      assert.ok(name)
      assert.equal(rank(file), undefined)
      assert.match(misfit(name, DEBIAN_12), says)
    }
  })

  it('leave the C library open where its version is not known', () => {
    assert.notEqual(
      rank('a-1-cp311-cp311-manylinux_2_39_x86_64.whl', { ...DEBIAN_12, libcVersion: '' }),
      undefined,
    )
  })

  it('reads a C library', () => {
    assert.deepEqual(readLibc('2.31'), { libc: 'glibc', libcVersion: '2.31' })
    assert.deepEqual(readLibc('musl 1.2'), { libc: 'musl', libcVersion: '1.2' })
    assert.equal(uvPlatform('arm64', 'musl 1.2'), 'aarch64-unknown-linux-musl')
    assert.equal(uvPlatform('amd64', '2.31'), 'x86_64-manylinux_2_31')
  })
})

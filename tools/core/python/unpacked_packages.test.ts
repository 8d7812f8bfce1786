import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { packageOfMetadata, unfitPackages } from './unpacked_packages.ts'
import type { PythonTarget } from './wheel_tags.ts'

const TARGET: PythonTarget = {
  minor: 11,
  architecture: 'amd64',
  libc: 'glibc',
  libcVersion: '2.36',
}

/** What is wrong with a package that has these tags. */
function problems(...tags: readonly string[]): readonly string[] {
  const metadata = ['Wheel-Version: 1.0', ...tags.map((tag) => `Tag: ${tag}`), ''].join('\n')
  return unfitPackages([{ name: 'one-1.0', metadata }], TARGET).map((failure) =>
    failure.topic === 'python' && failure.reason === 'unfit-package' ? failure.problem : '',
  )
}

describe('unfitPackages', () => {
  it('takes packages one of whose tags works, and those without tags', () => {
    assert.deepEqual(problems(), [])
    assert.deepEqual(problems('nonsense'), [])
    assert.deepEqual(problems('py3-none-any'), [])
    assert.deepEqual(problems('py2-none-any', 'py3-none-any'), [])
    assert.deepEqual(problems('cp39-abi3-manylinux_2_28_x86_64'), [])
    assert.deepEqual(problems('cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64'), [])
  })

  it('says what others are for', () => {
    assert.deepEqual(problems('cp312-cp312-manylinux_2_17_x86_64'), [
      'it is for cp312 with the ABI cp312, and the image has Python 3.11',
    ])
    assert.deepEqual(problems('cp311-cp311-macosx_11_0_arm64'), [
      'it is for macosx_11_0_arm64, and the image for linux/amd64',
    ])
    assert.deepEqual(problems('cp311-cp311-musllinux_1_2_x86_64'), [
      'it is for musllinux_1_2_x86_64, and the image has glibc 2.36',
    ])
  })
})

describe('packageOfMetadata', () => {
  it('knows the file of a package', () => {
    assert.equal(packageOfMetadata('a/site-packages/one-1.0.dist-info/WHEEL'), 'one-1.0')
    assert.equal(packageOfMetadata('a/site-packages/one-1.0.dist-info/METADATA'), undefined)
    assert.equal(packageOfMetadata('a/one-1.0.dist-info/WHEEL/x'), undefined)
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Mistakes } from '../document/mistakes.ts'
import type { BuildPlan } from './build_plan.ts'
import { planBuild } from './build_plan.ts'
import { planMatrix } from './matrix.ts'
import { readManifest } from './read_manifest.ts'
import { THEIR_MANIFEST } from './testing/their_manifest.ts'

function planOf(text: string): BuildPlan {
  const mistakes = new Mistakes()
  const manifest = readManifest('m.yml', text, mistakes)
  mistakes.throwIfAny()
  assert.ok(manifest !== undefined)
  return planBuild(manifest, planMatrix(manifest, '1.4.40'))
}

const TODAY = `common: &common
  envars: [LANG=C.UTF-8]
  release_types: [base, runtime, cudnn, devel]
  architectures: [amd64, arm64v8]
  dependencies: &cuda
    cuda:
      amd64: {requires: a, components: {cudart: , cudnn9: , libnpp: }}
      arm64v8: {components: {cudart: , libcublas: }}
w_cuda_v13.5.0:
  debian12:
    <<: *common
    suffixes: debian12
    packages: {suite: bookworm, python: "3.11", add: [libgomp1]}
  ubi8:
    <<: *common
    suffixes: ubi8
    release_types: [base, runtime]
    architectures: [amd64, arm64v8, ppc64le, arm32v5]
    image:
      path: /usr/bin/python{}
      libc: glibc 2.28
      references: {"3.11": example.com/ubi8:311, "3.9": example.com/ubi8:39}
  alpine3.21:
    <<: *common
    suffixes: alpine3.21
    release_types: [base, runtime]
    image: {libc: musl 1.2, references: {"3.12": example.com/python:3.12-alpine}}
`

describe('planBuild', () => {
  const plan = planOf(TODAY)

  it('declares each interpreter, base, set of wheels and runtime once', () => {
    assert.deepEqual(plan.interpreters, [
      {
        id: 'debian12',
        suite: 'bookworm',
        python: '3.11',
        lock: 'locks/debian12.lock.json',
        add: ['libgomp1'],
        architectures: ['amd64', 'arm64'],
      },
    ])
    assert.deepEqual(
      plan.bases.map(({ id, path, platforms }) => [id, path, platforms.length]),
      [
        ['ubi8_3.9', '/usr/bin/python3.9', 3],
        ['ubi8_3.11', '/usr/bin/python3.11', 3],
        ['alpine3.21_3.12', '/usr/local/bin/python3.12', 2],
      ],
    )
    assert.deepEqual(plan.runtimes, [
      { id: '13.5', version: '13.5', components: ['cublas', 'cudart', 'cudnn'] },
    ])
  })

  it('locks wheels for the oldest C library that has a version of Python', () => {
    assert.deepEqual(
      plan.wheels.map(({ id, libc, lock, isDevel }) => [id, libc, lock, isDevel]),
      [
        ['bentoml_3.9', '2.28', 'locks/bentoml-python3.9.lock.json', false],
        ['bentoml_3.11', '2.28', 'locks/bentoml-python3.11.lock.json', false],
        ['bentoml_3.12_musl', 'musl 1.2', 'locks/bentoml-python3.12-musl.lock.json', false],
        ['devel_3.11', '2.28', 'locks/devel-python3.11.lock.json', true],
      ],
    )
  })

  it('says what is not built, and why', () => {
    assert.deepEqual(plan.notes, [
      'ubi8 has no base image for linux/arm/v5: Bazel cannot name it',
      'ubi8 has no runtime image for linux/ppc64le, linux/arm/v5: there are no wheels for it',
    ])
    assert.deepEqual(
      plan.images.filter(({ problem }) => problem !== ''),
      [],
    )
    const elsewhere = TODAY.replace('[amd64, arm64v8, ppc64le, arm32v5]', '[ppc64le]')
    assert.deepEqual(
      planOf(elsewhere).images.flatMap(({ problem }) => (problem === '' ? [] : [problem])),
      Array(2).fill('no architecture of ubi8 has wheels: ppc64le'),
    )
  })

  it('has what an image is made of', () => {
    const cudnn = plan.images.find(({ release }) => release === 'cudnn')
    assert.deepEqual(cudnn, {
      tag: '1.4.40-python3.11-debian12-cudnn',
      release: 'cudnn',
      distro: 'debian12',
      python: '3.11',
      interpreter: 'debian12',
      base: '',
      wheels: 'bentoml_3.11',
      runtime: '13.5',
      platforms: ['linux/amd64', 'linux/arm64/v8'],
      environment: { LANG: 'C.UTF-8', PYTHON_VERSION: '3.11', BENTOML_VERSION: '1.4.40' },
      labels: cudnn?.labels,
      requires: { amd64: 'a' },
      problem: '',
    })
    const base = plan.images.find(({ tag }) => tag === 'base-python3.9-ubi8')
    assert.deepEqual(base?.platforms, ['linux/amd64', 'linux/arm64/v8', 'linux/ppc64le'])
    assert.equal(base.wheels, '')
  })

  it('cannot build the manifest of BentoML, which leaves Python to templates', () => {
    const theirs = planOf(THEIR_MANIFEST)
    assert.equal(theirs.images.length, 117)
    assert.ok(theirs.images.every(({ problem }) => problem.startsWith('the manifest does not say')))
    assert.deepEqual(
      [theirs.interpreters, theirs.bases, theirs.wheels, theirs.notes],
      [[], [], [], []],
    )
  })
})

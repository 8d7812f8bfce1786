import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Mistakes } from '../document/mistakes.ts'
import type { Manifest } from './manifest.ts'
import type { MatrixSelection } from './matrix.ts'
import { distrosOf, planMatrix, pythonsOf } from './matrix.ts'
import { readManifest } from './read_manifest.ts'
import { formatTag } from './tag.ts'
import { changedManifest, THEIR_MANIFEST } from './testing/their_manifest.ts'
import { RELEASE_TYPES } from './words.ts'

function manifestOf(text: string): Manifest {
  const mistakes = new Mistakes()
  const manifest = readManifest('m.yml', text, mistakes)
  mistakes.throwIfAny()
  assert.ok(manifest !== undefined)
  return manifest
}

function tagsOf(
  text: string,
  selection: MatrixSelection = {},
  version = '1.0.0a6',
): readonly string[] {
  return planMatrix(manifestOf(text), version, selection).images.map(({ tag }) => tag)
}

describe('formatTag', () => {
  const documented: readonly (readonly [string, Parameters<typeof formatTag>])[] = [
    [
      '1.0.0-python3.8-ubi8-cudnn',
      [{ release: 'cudnn', python: '3.8', suffix: 'ubi8', conda: false }, '1.0.0'],
    ],
    [
      'devel-python3.7-debian',
      [{ release: 'devel', python: '3.7', suffix: 'debian', conda: false }, '1.0.0'],
    ],
    [
      '1.0.0-python3.7-ami2-runtime',
      [{ release: 'runtime', python: '3.7', suffix: 'ami2', conda: false }, '1.0.0'],
    ],
    [
      '1.0.0a7-python3.8-debian11-runtime-conda',
      [{ release: 'runtime', python: '3.8', suffix: 'debian11', conda: true }, '1.0.0a7'],
    ],
    [
      '1.0.0a7-python3.8-debian11-cudnn-conda',
      [{ release: 'cudnn', python: '3.8', suffix: 'debian11', conda: true }, '1.0.0a7'],
    ],
    [
      'base-python3.8-debian11',
      [{ release: 'base', python: '3.8', suffix: 'debian11', conda: false }, '1.0.0a6'],
    ],
    [
      'devel-python3.8-debian11-conda',
      [{ release: 'devel', python: '3.8', suffix: 'debian11', conda: true }, '1.0.0a6'],
    ],
  ]
  for (const [tag, args] of documented)
    it(`makes ${tag}`, () => assert.equal(formatTag(...args), tag))
})

describe('planMatrix', () => {
  it('plans 117 tags of the manifest of BentoML, 33 of them bases, each once', () => {
    const tags = tagsOf(THEIR_MANIFEST)
    assert.equal(tags.length, 117)
    assert.equal(new Set(tags).size, 117)
    assert.equal(tags.filter((tag) => tag.startsWith('base-')).length, 33)
  })

  it('orders releases as they stand on each other, whatever the order of the wish', () => {
    const { images } = planMatrix(manifestOf(THEIR_MANIFEST), '1.0.0', {
      releases: ['devel', 'cudnn', 'runtime'],
    })
    const places = images.map(({ release }) => RELEASE_TYPES.indexOf(release))
    assert.deepEqual(places, places.toSorted())
    assert.equal(images.length, 117)
  })

  it('makes what can exist only', () => {
    const tags = tagsOf(THEIR_MANIFEST)
    assert.deepEqual(
      tags.filter((tag) => /python3\.(7|10)-ubi8/.test(tag)),
      [],
    )
    assert.deepEqual(
      tags.filter((tag) => /conda$/.test(tag) && !tag.includes('debian')),
      [],
    )
    assert.deepEqual(
      tags.filter((tag) => /alpine.*cudnn|amazon.*(cudnn|devel)/.test(tag)),
      [],
    )
    assert.deepEqual(tagsOf(THEIR_MANIFEST, { distros: ['ubi8'], pythons: ['3.10'] }), [])
  })

  it('takes what is selected, and bases with it', () => {
    const selection = {
      releases: ['runtime'],
      pythons: ['3.8'],
      distros: ['ubi8', 'debian11'],
    } as const
    assert.deepEqual(tagsOf(THEIR_MANIFEST, selection, '1.0.0'), [
      'base-python3.8-debian11',
      'base-python3.8-debian11-conda',
      'base-python3.8-ubi8',
      '1.0.0-python3.8-debian11-runtime',
      '1.0.0-python3.8-debian11-runtime-conda',
      '1.0.0-python3.8-ubi8-runtime',
    ])
    assert.deepEqual(
      tagsOf(THEIR_MANIFEST, { ...selection, distros: ['ubi8'], skipBase: true }, '1.0.0'),
      ['1.0.0-python3.8-ubi8-runtime'],
    )
  })

  it('is the same images for any subsets as a whole that is filtered', () => {
    const manifest = manifestOf(THEIR_MANIFEST)
    const all = planMatrix(manifest, '1.0.0').images
    for (const release of RELEASE_TYPES)
      for (const python of pythonsOf(manifest))
        for (const distro of distrosOf(manifest)) {
          const selection = {
            releases: [release],
            pythons: [python],
            distros: [distro],
            skipBase: release !== 'base',
          }
          assert.deepEqual(
            planMatrix(manifest, '1.0.0', selection).images.map(({ tag }) => tag),
            all
              .filter(
                (image) =>
                  image.release === release &&
                  image.python === python &&
                  image.distro.name === distro,
              )
              .map(({ tag }) => tag),
          )
        }
  })

  it('says labels and platforms', () => {
    const [image] = planMatrix(manifestOf(THEIR_MANIFEST), '1.0.0', { distros: ['ubi8'] }).images
    assert.deepEqual(image?.platforms, ['linux/amd64', 'linux/arm64/v8', 'linux/ppc64le'])
    assert.equal(image.labels['distro_name'], 'ubi8')
    assert.equal(image.labels['docker_package'], 'bento-server')
  })

  it('has a version of CUDA for cudnn alone', () => {
    const { images } = planMatrix(manifestOf(THEIR_MANIFEST), '1.0.0')
    assert.ok(images.every(({ cuda, release }) => (cuda !== undefined) === (release === 'cudnn')))
  })
})

describe('pythonsOf', () => {
  it('is what the manifest says, else what its sources have, else 3.6 to 3.10', () => {
    assert.deepEqual(pythonsOf(manifestOf(THEIR_MANIFEST)), ['3.6', '3.7', '3.8', '3.9', '3.10'])
    const said = changedManifest('docker.io:', 'python_versions: ["3.9"]\ndocker.io:')
    assert.deepEqual(pythonsOf(manifestOf(said)), ['3.9'])
    const sources = `common: {}
w_cuda_v13.5.0:
  debian12:
    {suffixes: d, architectures: [amd64], release_types: [base], packages: {suite: bookworm, python: "3.11"}}
  ubi8:
    {suffixes: u, architectures: [amd64], release_types: [base], image: {libc: glibc 2.28, references: {"3.12": a, "3.9": b}}}
`
    assert.deepEqual(pythonsOf(manifestOf(sources)), ['3.9', '3.11', '3.12'])
    assert.deepEqual(tagsOf(sources), [
      'base-python3.9-u',
      'base-python3.11-d',
      'base-python3.12-u',
    ])
  })
})

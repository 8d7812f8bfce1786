import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Descriptor } from '../descriptor.ts'
import { digestOfHex } from '../digest.ts'
import { OCI_CONFIG, OCI_LAYER, OCI_MANIFEST } from '../media_types.ts'
import type { TarballEntry } from './entry.ts'
import type { ImageName } from './image_name.ts'
import { parseImageName } from './image_name.ts'
import { planDockerArchive, planLayout } from './plan.ts'

function descriptor(mediaType: string, digit: string): Descriptor {
  return { mediaType, digest: digestOfHex(digit.repeat(64)), size: 10 }
}

const root = descriptor(OCI_MANIFEST, 'a')
const config = descriptor(OCI_CONFIG, 'b')
const layer = descriptor(OCI_LAYER, 'c')
const contents = { root, blobs: [root, config, layer] }

function nameOf(text: string): ImageName {
  const name = parseImageName(text)
  assert(name.ok)
  return name.value
}

function textOf(plan: readonly TarballEntry[], path: string): unknown {
  const entry = plan.find((each) => each.path === path)
  assert(entry?.kind === 'text', path)
  return JSON.parse(entry.text)
}

describe('planLayout', () => {
  it('lists small files first, then every blob from the root down', () => {
    assert.deepEqual(
      planLayout(contents, []).map(({ path }) => path),
      [
        'oci-layout',
        'index.json',
        'blobs',
        'blobs/sha256',
        `blobs/sha256/${'a'.repeat(64)}`,
        `blobs/sha256/${'b'.repeat(64)}`,
        `blobs/sha256/${'c'.repeat(64)}`,
      ],
    )
  })

  it('names the root once for every name', () => {
    const plan = planLayout(contents, [nameOf('org/model'), nameOf('ghcr.io/org/model:v1')])
    assert.deepEqual(textOf(plan, 'index.json'), {
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [
        {
          ...root,
          annotations: {
            'io.containerd.image.name': 'docker.io/org/model:latest',
            'org.opencontainers.image.ref.name': 'latest',
          },
        },
        {
          ...root,
          annotations: {
            'io.containerd.image.name': 'ghcr.io/org/model:v1',
            'org.opencontainers.image.ref.name': 'v1',
          },
        },
      ],
    })
  })

  it('has the root without a name where there is none', () => {
    const index = textOf(planLayout(contents, []), 'index.json')
    assert.deepEqual((index as { manifests: unknown }).manifests, [root])
  })
})

describe('planDockerArchive', () => {
  it('points from manifest.json into the layout, one entry for every layer of the config', () => {
    const image = { config, layers: [layer, layer] }
    const plan = planDockerArchive(contents, image, [nameOf('org/model')])
    assert.deepEqual(textOf(plan, 'manifest.json'), [
      {
        Config: `blobs/sha256/${'b'.repeat(64)}`,
        RepoTags: ['org/model:latest'],
        Layers: [`blobs/sha256/${'c'.repeat(64)}`, `blobs/sha256/${'c'.repeat(64)}`],
      },
    ])
    assert.equal(plan.filter(({ kind }) => kind === 'blob').length, 3)
  })

  it('has no RepoTags without names', () => {
    const plan = planDockerArchive(contents, { config, layers: [layer] }, [])
    const [image] = textOf(plan, 'manifest.json') as readonly { RepoTags: unknown }[]
    assert.equal(image?.RepoTags, null)
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from '../media_types.ts'
import type { Result } from '../result.ts'
import { encodeUtf8 } from '../utf8.ts'
import { configBytes, parseConfig } from './config.ts'
import { indexBytes, parseIndex, parseLayoutIndex } from './index_document.ts'
import { manifestBytes, parseManifest } from './manifest.ts'

const DIGEST = `sha256:${'ab'.repeat(32)}`

const bytes = (value: unknown): Uint8Array => encodeUtf8(JSON.stringify(value))
const text = (data: Uint8Array): string => new TextDecoder().decode(data)

function problemOf(result: Result<unknown, string>): string {
  assert.ok(!result.ok, 'expected a refusal')
  return result.failure
}

const MANIFEST = {
  schemaVersion: 2,
  mediaType: OCI_MANIFEST,
  config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: DIGEST, size: 2 },
  layers: [
    { mediaType: 'x/y', digest: DIGEST, size: 3, annotations: { a: 'b' }, urls: ['https://u'] },
  ],
  subject: { mediaType: OCI_MANIFEST, digest: DIGEST, size: 4 },
  annotations: { z: '1', a: '2' },
}

describe('manifest', () => {
  it('is read and written with all its fields, in one order', () => {
    const parsed = parseManifest(bytes(MANIFEST), OCI_MANIFEST)
    assert.ok(parsed.ok)
    assert.deepEqual(JSON.parse(text(manifestBytes(parsed.value))), MANIFEST)
    assert.match(text(manifestBytes(parsed.value)), /^\{"annotations":\{"a":"2","z":"1"\},"config"/)
  })

  it('may leave out its media type, but not contradict its descriptor', () => {
    const bare = { ...MANIFEST, mediaType: undefined }
    assert.equal(parseManifest(bytes(bare), OCI_MANIFEST).ok, true)
    assert.equal(
      problemOf(parseManifest(bytes(MANIFEST), DOCKER_MANIFEST)),
      `mediaType: expected "${DOCKER_MANIFEST}"`,
    )
  })

  it('says where it is wrong', () => {
    const cases: readonly (readonly [unknown, string])[] = [
      [{ ...MANIFEST, schemaVersion: 1 }, 'schemaVersion: expected 2; images of schema 1'],
      [{ ...MANIFEST, config: undefined }, 'config: is missing'],
      [{ ...MANIFEST, layers: [{ mediaType: 'x', digest: 'md5:1', size: 1 }] }, 'layers[0].digest'],
      [{ ...MANIFEST, layers: {} }, 'layers: expected a list'],
      [{ ...MANIFEST, annotations: { 'a b': 1 } }, 'annotations."a b": expected a text'],
      ['text', 'the document: expected an object'],
    ]
    for (const [document, expected] of cases) {
      const problem = problemOf(parseManifest(bytes(document), OCI_MANIFEST))
      assert.ok(problem.startsWith(expected), problem)
    }
    assert.match(problemOf(parseManifest(encodeUtf8('{'), OCI_MANIFEST)), /is not JSON/)
    assert.match(problemOf(parseManifest(Uint8Array.of(0xff), OCI_MANIFEST)), /is not UTF-8/)
  })
})

describe('index', () => {
  it('keeps platforms whole', () => {
    const platform = {
      os: 'windows',
      architecture: 'amd64',
      'os.version': '1',
      'os.features': ['w'],
    }
    const manifests = [{ mediaType: OCI_MANIFEST, digest: DIGEST, size: 1, platform }]
    const document = { schemaVersion: 2, mediaType: OCI_INDEX, manifests }
    const parsed = parseIndex(bytes(document), OCI_INDEX)
    assert.ok(parsed.ok)
    assert.deepEqual(JSON.parse(text(indexBytes(parsed.value))), document)
  })

  it('of a layout may have manifests alone', () => {
    const bare = bytes({ manifests: [] })
    assert.equal(parseLayoutIndex(bare).ok, true)
    assert.equal(problemOf(parseIndex(bare, OCI_INDEX)), 'schemaVersion: is missing')
  })
})

describe('config', () => {
  it('keeps what rt does not know, as Docker writes it', () => {
    const docker = {
      architecture: 'amd64',
      os: 'linux',
      docker_version: '20.10',
      container_config: { Hostname: 'x' },
      config: {
        Hostname: '',
        Env: ['A=b'],
        Healthcheck: { Test: ['CMD', 'x'], Interval: 30_000_000_000 },
        OnBuild: ['RUN y'],
        Shell: ['/bin/bash', '-c'],
      },
      rootfs: { type: 'layers', diff_ids: [DIGEST] },
      history: [
        { created: '2020-01-01T00:00:00Z', created_by: 'ADD', comment: 'c' },
        { created_by: 'ENV', empty_layer: true },
      ],
    }
    const parsed = parseConfig(bytes(docker))
    assert.ok(parsed.ok)
    assert.deepEqual(JSON.parse(text(configBytes(parsed.value))), docker)
  })

  it('reads null, and empty texts of Docker, as absent', () => {
    const parsed = parseConfig(
      bytes({
        architecture: 'arm64',
        os: 'linux',
        variant: '',
        config: {
          User: '',
          Cmd: null,
          Entrypoint: null,
          Volumes: null,
          Labels: null,
          WorkingDir: '',
        },
        rootfs: { type: 'layers', diff_ids: null },
        history: null,
      }),
    )
    assert.ok(parsed.ok)
    assert.deepEqual(JSON.parse(text(configBytes(parsed.value))), {
      architecture: 'arm64',
      os: 'linux',
      config: {},
      rootfs: { type: 'layers', diff_ids: [] },
      history: [],
    })
  })

  it('says where it is wrong', () => {
    const good = { architecture: 'a', os: 'b', rootfs: { diff_ids: [] } }
    const cases: readonly (readonly [unknown, string])[] = [
      [{}, 'os: is missing'],
      [{ ...good, rootfs: undefined }, 'rootfs: is missing'],
      [{ ...good, rootfs: { diff_ids: ['x'] } }, 'rootfs.diff_ids[0]: expected sha256'],
      [{ ...good, config: { Env: 'A=b' } }, 'config.Env: expected a list'],
      [{ ...good, config: { ExposedPorts: ['80'] } }, 'config.ExposedPorts: expected an object'],
      [{ ...good, history: [{ empty_layer: 'yes' }] }, 'history[0].empty_layer: expected true'],
    ]
    for (const [document, expected] of cases) {
      const problem = problemOf(parseConfig(bytes(document)))
      assert.ok(problem.startsWith(expected), problem)
    }
  })
})

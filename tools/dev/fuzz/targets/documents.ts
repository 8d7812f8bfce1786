import assert from 'node:assert/strict'
import { parseEngineInfo } from '../../../core/engine/info.ts'
import { decodeJsonBytes } from '../../../core/json/cursor.ts'
import { readLayerSet, serializeLayerSet } from '../../../core/layer_set_json.ts'
import { OCI_CONFIG, OCI_INDEX, OCI_LAYER_GZIP, OCI_MANIFEST } from '../../../core/media_types.ts'
import { configBytes, parseConfig } from '../../../core/oci/config.ts'
import { indexBytes, parseIndex, parseLayoutIndex } from '../../../core/oci/index_document.ts'
import { manifestBytes, parseManifest } from '../../../core/oci/manifest.ts'
import { parsePackageLock, printPackageLock } from '../../../core/packages/lock.ts'
import type { Result } from '../../../core/result.ts'
import { roughJson } from '../arbitraries.ts'
import { assertCause } from '../error_shape.ts'
import type { FuzzTarget } from '../target.ts'
import { fuzzTarget } from '../target.ts'

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`
const annotations = { 'org.opencontainers.image.ref.name': 'v1', ü: '"' }
const platform = { os: 'linux', architecture: 'arm', variant: 'v7', 'os.features': ['x'] }
const descriptor = (mediaType: string): object => ({ mediaType, digest, size: 1234, annotations })

const MANIFEST = {
  schemaVersion: 2,
  mediaType: OCI_MANIFEST,
  config: descriptor(OCI_CONFIG),
  layers: [descriptor(OCI_LAYER_GZIP), { ...descriptor(OCI_LAYER_GZIP), urls: ['https://x'] }],
  subject: descriptor(OCI_MANIFEST),
  artifactType: 'application/x',
  annotations,
}
const INDEX = {
  schemaVersion: 2,
  mediaType: OCI_INDEX,
  manifests: [{ ...descriptor(OCI_MANIFEST), platform }, descriptor(OCI_INDEX)],
  annotations,
}
const CONFIG = {
  ...platform,
  created: '1970-01-01T00:00:00Z',
  config: {
    User: '1:2',
    ExposedPorts: { '80/tcp': {} },
    Env: ['A=1', 'B'],
    Entrypoint: ['/a'],
    Cmd: null,
    Volumes: { '/v': {} },
    WorkingDir: '/',
    Labels: { a: 'b' },
    StopSignal: 'SIGTERM',
    Healthcheck: { Test: ['CMD', 'x'], Interval: 1 },
  },
  rootfs: { type: 'layers', diff_ids: [digest, digest] },
  history: [{ created_by: 'x', empty_layer: true }, {}],
  container: 'unknown to rt',
}
const LAYER = {
  mediaType: OCI_LAYER_GZIP,
  digest,
  size: 5,
  diffId: digest,
  annotations,
  description: 'd',
}
const LAYER_SET = {
  version: 1,
  layers: [
    { ...LAYER, content: { kind: 'blob', file: '_main/a' } },
    {
      ...LAYER,
      content: {
        kind: 'recipe',
        parts: [
          { kind: 'literal', base64: 'YQ==' },
          { kind: 'file', file: '_main/b', size: 2 },
          { kind: 'zeros', size: 2 },
        ],
      },
    },
  ],
}
const LOCK = {
  lockVersion: 1,
  request: { packages: ['a', 'b'], suite: 'bookworm' },
  packages: [
    {
      name: 'a',
      version: '1:2-3',
      kind: 'deb',
      component: 'c',
      files: {
        amd64: { file: 'pool/a.deb', sha256: digest.slice(7), size: 9, urls: ['https://x/a.deb'] },
        arm64: {
          file: 'b.whl',
          sha256: digest.slice(7),
          size: 9,
          kept: { x: { from: 'y', size: 1 } },
        },
      },
      dependsOn: ['b'],
    },
    { name: 'b', version: '1', kind: 'wheel', files: {} },
  ],
}
const ENGINE = {
  ServerVersion: '20.10.24',
  OSType: 'linux',
  Architecture: 'x86_64',
  DriverStatus: [['driver-type', 'io.containerd.snapshotter.v1']],
  ServerErrors: [],
}
const PODMAN = {
  host: { os: 'linux', arch: 'amd64', serviceIsRemote: false },
  version: { Version: '4.3.1' },
}

/**
 * A reader of one kind of document: it never throws, what it refuses it explains, and what it accepts it
 * writes such that it reads the same again.
 */
function documentTarget<T>(
  name: string,
  samples: readonly object[],
  read: (bytes: Uint8Array) => Result<T, string>,
  write: (value: T) => Uint8Array | string,
): FuzzTarget {
  return fuzzTarget(name, roughJson(samples), (bytes) => {
    const document = read(bytes)
    if (!document.ok) return assertCause(document.failure)
    const written = write(document.value)
    const again = read(typeof written === 'string' ? Buffer.from(written) : written)
    assert.ok(again.ok)
    assert.deepEqual(write(again.value), written)
  })
}

const engineInfo = fuzzTarget('engine-answer', roughJson([ENGINE, PODMAN]), (bytes) => {
  for (const kind of ['docker', 'podman', 'nerdctl'] as const) {
    const info = parseEngineInfo(kind, bytes)
    if (info.ok) assert.equal(typeof info.value.platform.architecture, 'string')
    else assertCause(info.failure)
  }
})

/** Readers of JSON. */
export const DOCUMENT_TARGETS: readonly FuzzTarget[] = [
  documentTarget(
    'image-manifest',
    [MANIFEST],
    (bytes) => parseManifest(bytes, OCI_MANIFEST),
    manifestBytes,
  ),
  documentTarget('image-index', [INDEX], (bytes) => parseIndex(bytes, OCI_INDEX), indexBytes),
  documentTarget('layout-index', [INDEX], parseLayoutIndex, indexBytes),
  documentTarget('image-config', [CONFIG], parseConfig, configBytes),
  documentTarget(
    'layer-set',
    [LAYER_SET],
    (bytes) => decodeJsonBytes(bytes, readLayerSet),
    serializeLayerSet,
  ),
  documentTarget('package-lock', [LOCK], parsePackageLock, (lock) => printPackageLock(lock)),
  engineInfo,
]

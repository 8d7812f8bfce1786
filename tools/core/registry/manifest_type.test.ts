import assert from 'node:assert/strict'
import { it } from 'node:test'
import { DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from '../media_types.ts'
import { encodeUtf8 } from '../utf8.ts'
import { manifestType } from './manifest_type.ts'

const cases: readonly (readonly [string, string | undefined, string])[] = [
  [`{"schemaVersion":2,"mediaType":"${DOCKER_MANIFEST}"}`, OCI_MANIFEST, DOCKER_MANIFEST],
  ['{"schemaVersion":2}', `${OCI_INDEX}; charset=utf-8`, OCI_INDEX],
  ['{"schemaVersion":2,"layers":[]}', 'application/json', OCI_MANIFEST],
  ['{"schemaVersion":2,"manifests":[]}', undefined, OCI_INDEX],
  ['{"schemaVersion":1}', 'application/vnd.x.v1+json', 'application/vnd.x.v1+json'],
  ['<html>', 'text/html', 'text/html'],
  ['', undefined, ''],
]
for (const [text, stated, expected] of cases) {
  it(`takes ${text} stated as ${stated} for "${expected}"`, () => {
    assert.equal(manifestType(encodeUtf8(text), stated), expected)
  })
}

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { formatImagePlace, parseImagePlace, parseLayoutPlace } from './image_place.ts'

describe('parseImagePlace', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['oci:dir', 'layout dir undefined'],
    ['oci:dir:name', 'layout dir name'],
    ['oci:/a/b:1.0', 'layout /a/b 1.0'],
    ['oci:a:b/c', 'layout a:b/c undefined'],
    ['oci:./a b', 'layout ./a b undefined'],
    ['oci:dir:sha256:00', 'layout dir sha256:00'],
    ['./dir', 'layout ./dir undefined'],
    ['../dir:1', 'layout ../dir:1 undefined'],
    ['/dir', 'layout /dir undefined'],
    ['..', 'layout .. undefined'],
    ['ghcr.io/org/x:1', 'registry ghcr.io/org/x:1'],
    ['debian', 'registry docker.io/library/debian'],
    ['oci/x', 'registry docker.io/oci/x'],
  ]
  for (const [text, expected] of cases) {
    it(`reads "${text}"`, () => {
      const place = parseImagePlace(text)
      assert(place.ok)
      const { value } = place
      const parts =
        value.kind === 'layout' ? `${value.path} ${String(value.name)}` : formatImagePlace(value)
      assert.equal(`${value.kind} ${parts}`, expected)
    })
  }

  it('refuses layouts without a directory or with an empty name, and bad references', () => {
    for (const text of ['oci:', 'oci::x', 'oci:dir:', '', 'https://x/y', 'a b']) {
      assert(!parseImagePlace(text).ok, text)
    }
  })

  it('takes everything as a layout where nothing else can be meant', () => {
    for (const [text, path, name] of [
      ['dir', 'dir', undefined],
      ['a:b', 'a:b', undefined],
      ['oci:dir:b', 'dir', 'b'],
      ['oci:', 'oci:', undefined],
    ])
      assert.deepEqual(parseLayoutPlace(text ?? ''), { kind: 'layout', path, name })
  })

  it('writes layouts as it reads them', () => {
    for (const text of ['oci:dir', 'oci:dir:name', '/dir:x', './dir:', 'oci:/odd\r', 'oci:d:r/x']) {
      const place = parseImagePlace(text)
      assert(place.ok)
      assert.equal(formatImagePlace(place.value), text)
    }
  })
})

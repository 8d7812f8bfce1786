import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { diffIdOf, digestOfHex } from './digest.ts'
import type { Layer, LayerSet, Part } from './layer_set.ts'
import { parseLayerSet, serializeLayerSet, sizeOfPart, sizeOfParts } from './layer_set_json.ts'

const DIGEST = digestOfHex('a'.repeat(64))

const blobLayer: Layer = {
  mediaType: 'application/vnd.oci.image.layer.v1.tar',
  digest: DIGEST,
  size: 1024,
  diffId: diffIdOf(DIGEST),
  annotations: {},
  description: 'mnist/archive.tar',
  content: { kind: 'blob', file: '_main/mnist/archive.tar' },
}

/** What a program that knows nothing of rt's types would hand over. */
function loose(set: LayerSet): { version: unknown; layers: Record<string, unknown>[] } {
  return JSON.parse(serializeLayerSet(set)) as never
}

function problemOf(value: unknown): string {
  const parsed = parseLayerSet(value)
  assert.ok(!parsed.ok, 'expected the layer set to be refused')
  return parsed.failure
}

const part: fc.Arbitrary<Part> = fc.oneof(
  fc
    .uint8Array({ maxLength: 40 })
    .map((bytes): Part => ({ kind: 'literal', base64: Buffer.from(bytes).toString('base64') })),
  fc.record({ kind: fc.constant('file' as const), file: fc.string(), size: fc.maxSafeNat() }),
  fc.record({ kind: fc.constant('zeros' as const), size: fc.nat() }),
)

const layer: fc.Arbitrary<Layer> = fc
  .record({
    parts: fc.array(part, { maxLength: 1 }),
    description: fc.string({ unit: 'binary' }),
    annotations: fc.dictionary(fc.string(), fc.string()),
  })
  .map(({ parts, ...rest }) => ({
    ...blobLayer,
    ...rest,
    size: sizeOfParts(parts),
    content: { kind: 'recipe', parts },
  }))

const registryContent = {
  kind: 'registry',
  repository: '127.0.0.1:5000/library/debian',
  file: 'debian_layers/sha256-x',
} as const

describe('layer set', () => {
  it('survives being written and read, whatever is in it', () => {
    fc.assert(
      fc.property(fc.array(layer, { maxLength: 4 }), (layers) => {
        const parsed = parseLayerSet(JSON.parse(serializeLayerSet({ version: 1, layers })))
        assert.ok(parsed.ok)
        assert.equal(serializeLayerSet(parsed.value), serializeLayerSet({ version: 1, layers }))
        assert.deepEqual(parsed.value.layers.length, layers.length)
      }),
      { seed: 7 },
    )
  })

  it('says which registry has a layer', () => {
    const remote: Layer = { ...blobLayer, content: registryContent }
    const parsed = parseLayerSet(loose({ version: 1, layers: [remote] }))
    assert.deepEqual(parsed, { ok: true, value: { version: 1, layers: [remote] } })
  })

  it('is written the same whatever the order of fields and annotations', () => {
    const shuffled = {
      content: { file: '_main/mnist/archive.tar', kind: 'blob' },
      annotations: { b: '2', a: '1' },
      ...Object.fromEntries(
        Object.entries(blobLayer)
          .filter(([name]) => !['content', 'annotations'].includes(name))
          .reverse(),
      ),
    } as unknown as Layer
    const ordered = { ...blobLayer, annotations: { a: '1', b: '2' } }
    assert.equal(
      serializeLayerSet({ version: 1, layers: [shuffled] }),
      serializeLayerSet({ version: 1, layers: [ordered] }),
    )
  })

  it('measures a literal by its base64', () => {
    for (let length = 0; length < 10; length++) {
      const base64 = Buffer.alloc(length, 1).toString('base64')
      assert.equal(sizeOfPart({ kind: 'literal', base64 }), length)
    }
  })

  it('says where a file of another making is wrong', () => {
    const set = (): ReturnType<typeof loose> => loose({ version: 1, layers: [blobLayer] })
    const broken = (change: Record<string, unknown>): unknown => {
      const copy = set()
      Object.assign(copy.layers[0] ?? {}, change)
      return copy
    }
    const cases: readonly (readonly [unknown, RegExp])[] = [
      [[], /^the document: expected an object$/],
      [{ ...set(), version: 2 }, /^version: expected 1/],
      [{ version: 1 }, /^layers: is missing$/],
      [broken({ digest: 'sha256:AB' }), /^layers\[0\]\.digest: expected sha256:/],
      [broken({ size: -1 }), /^layers\[0\]\.size: expected a whole number/],
      [broken({ size: 1.5 }), /^layers\[0\]\.size: /],
      [broken({ description: null }), /^layers\[0\]\.description: is missing$/],
      [broken({ content: { kind: 'zip' } }), /^layers\[0\]\.content\.kind: expected "blob",/],
      [
        broken({ content: { ...registryContent, repository: 'debian:12' } }),
        /^layers\[0\]\.content\.repository: expected HOST/,
      ],
      [
        broken({ content: { kind: 'recipe', parts: [{ kind: 'zeros', size: 3 }] } }),
        /^layers\[0\]\.size: expected the sum of the recipe, 3$/,
      ],
      [
        broken({ content: { kind: 'recipe', parts: [{ kind: 'literal', base64: 'a' }] } }),
        /parts\[0\]\.base64: expected base64/,
      ],
    ]
    for (const [value, expected] of cases) assert.match(problemOf(value), expected)
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { SizedFile } from './bundles.ts'
import type { WeightLimits } from './weight_plan.ts'
import { planWeights } from './weight_plan.ts'

const MIB = 1024 * 1024
const LIMITS: WeightLimits = { bundleBelow: 64 * MIB, maxLayers: 100, maxLayerSize: undefined }

/** What a layer has besides the bytes of its files. */
const FRAME = 1024
const HEADER = 512

function measure(group: readonly SizedFile[]): number {
  return group.reduce((sum, { size }) => sum + HEADER + size, FRAME)
}

function groups(files: readonly SizedFile[], limits = LIMITS): readonly (readonly SizedFile[])[] {
  const planned = planWeights(files, limits, measure)
  assert.ok(planned.ok, JSON.stringify(planned))
  return planned.value
}

function plan(files: readonly SizedFile[], limits = LIMITS): readonly (readonly string[])[] {
  return groups(files, limits).map((layer) => layer.map(({ path }) => path))
}

function shards(count: number, size: number): readonly SizedFile[] {
  return Array.from({ length: count }, (_, index) => ({
    path: `model-${String(index).padStart(5, '0')}-of-00191.safetensors`,
    size,
  }))
}

/** Layers that are not in the other plan, and did not split from or join the layer of the edited file. */
function strangers(
  layers: readonly (readonly string[])[],
  others: readonly (readonly string[])[],
  edited: string,
): readonly (readonly string[])[] {
  const known = new Set(others.map((layer) => layer.join()))
  const touched = others.find((layer) => layer.includes(edited)) ?? []
  return layers.filter(
    (layer) =>
      !layer.includes(edited) &&
      !known.has(layer.join()) &&
      !layer.every((path) => touched.includes(path)),
  )
}

describe('planWeights()', () => {
  it('gives big files layers of their own, and puts small ones together on top', () => {
    const files = [
      { path: 'config.json', size: 10 },
      { path: 'model-1', size: 64 * MIB },
      { path: 'model-2', size: 5000 * MIB },
      { path: 'tokenizer', size: 64 * MIB - 11 },
    ]
    assert.deepEqual(plan(files), [['model-1'], ['model-2'], ['config.json', 'tokenizer']])
  })

  it('makes no layer of nothing', () => assert.deepEqual(plan([]), []))

  const file = fc.record({ path: fc.uuid(), size: fc.integer({ min: 0, max: 40 * MIB }) })
  const files = fc.uniqueArray(file, { selector: ({ path }) => path, maxLength: 60 })

  it('has every file once, and no bundle over the limit', () => {
    const property = fc.property(files, (given) => {
      const layers = groups(given)
      assert.deepEqual(
        layers
          .flat()
          .map(({ path }) => path)
          .sort(),
        given.map(({ path }) => path).sort(),
      )
      for (const layer of layers)
        assert.ok(layer.reduce((sum, { size }) => sum + size, 0) < LIMITS.bundleBelow)
    })
    fc.assert(property, { seed: 7, numRuns: 200 })
  })

  it('leaves the bundles of other files alone when one file is edited', () => {
    const property = fc.property(files, fc.nat({ max: 40 * MIB }), (given, size) => {
      const [edited, ...rest] = given
      if (edited === undefined) return
      const before = plan(given)
      const after = plan([{ ...edited, size }, ...rest])
      assert.deepEqual(strangers(before, after, edited.path), [])
      assert.deepEqual(strangers(after, before, edited.path), [])
    })
    fc.assert(property, { seed: 7, numRuns: 300 })
  })

  it('shares layers rather than make more than allowed', () => {
    const layers = groups(shards(191, 4200 * MIB))
    assert.ok(layers.length <= 100 && layers.length > 20, String(layers.length))
    assert.equal(layers.flat().length, 191)
  })

  it('ends when there are more empty files than layers', () => {
    const empty = Array.from({ length: 10 }, (_, index) => ({ path: String(index), size: 0 }))
    assert.equal(groups(empty, { ...LIMITS, bundleBelow: 0, maxLayers: 2 }).length, 1)
  })

  it('keeps the layers of the biggest files when others have to share', () => {
    const files = [...shards(120, 100 * MIB), { path: 'big', size: 4200 * MIB }]
    assert.deepEqual(plan(files)[0], ['big'])
  })

  it('keeps shared layers within the limit of a layer', () => {
    const property = fc.property(files, fc.integer({ min: 41, max: 100 }), (given, most) => {
      const maxLayerSize = most * MIB
      const layers = groups(given, { ...LIMITS, bundleBelow: 200 * MIB, maxLayerSize })
      assert.equal(layers.flat().length, given.length)
      for (const layer of layers) assert.ok(measure(layer) <= maxLayerSize)
    })
    fc.assert(property, { seed: 7, numRuns: 200 })
  })

  it('fills layers to their limit where nothing else is few enough', () => {
    const limits = { ...LIMITS, maxLayerSize: 9000 * MIB }
    const layers = groups(shards(191, 4200 * MIB), limits)
    assert.equal(layers.length, 96)
    for (const layer of layers) assert.ok(measure(layer) <= limits.maxLayerSize)
  })

  it('says how many layers it would need when there are not enough', () => {
    const limits = { ...LIMITS, maxLayers: 95, maxLayerSize: 9000 * MIB }
    assert.deepEqual(planWeights(shards(191, 4200 * MIB), limits, measure), {
      ok: false,
      failure: {
        topic: 'weights',
        reason: 'no-room',
        needed: 96,
        maxLayers: 95,
        maxLayerSize: 9000 * MIB,
      },
    })
  })

  it('names every file that is larger than a layer may be, by the bytes of its layer', () => {
    const limit = 10 * MIB + FRAME + HEADER
    const given = [
      { path: 'a', size: 10 * MIB },
      { path: 'b', size: 10 * MIB + 1 },
      { path: 'c', size: 20 * MIB },
    ]
    const planned = planWeights(given, { ...LIMITS, maxLayerSize: limit }, measure)
    assert.ok(!planned.ok && planned.failure.topic === 'several')
    const fields = { topic: 'image', reason: 'layer-too-large', limit }
    assert.deepEqual(planned.failure.failures, [
      { ...fields, layer: 'b', size: limit + 1 },
      { ...fields, layer: 'c', size: 20 * MIB + FRAME + HEADER },
    ])
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { SizedFile } from './bundles.ts'
import { planWeights } from './weight_plan.ts'

const MIB = 1024 * 1024
const LIMITS = { bundleBelow: 64 * MIB, maxLayers: 100 }

function plan(files: readonly SizedFile[], limits = LIMITS): readonly (readonly string[])[] {
  return planWeights(files, limits).map((layer) => layer.map(({ path }) => path))
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
      const layers = planWeights(given, LIMITS)
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
    const shards = Array.from({ length: 191 }, (_, index) => ({
      path: `model-${String(index).padStart(5, '0')}-of-00191.safetensors`,
      size: 4200 * MIB,
    }))
    const layers = planWeights(shards, LIMITS)
    assert.ok(layers.length <= 100 && layers.length > 20, String(layers.length))
    assert.equal(layers.flat().length, 191)
  })

  it('ends when there are more empty files than layers', () => {
    const empty = Array.from({ length: 10 }, (_, index) => ({ path: String(index), size: 0 }))
    assert.equal(planWeights(empty, { bundleBelow: 0, maxLayers: 2 }).length, 1)
  })
})

import assert from 'node:assert/strict'
import { truncateSync, utimesSync } from 'node:fs'
import { describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { ExpectedFailure } from '../../core/failure.ts'
import type { TarPart } from '../../core/layer/tar_parts.ts'
import { saying } from '../../testing/saying.ts'
import { Scratch } from '../../testing/scratch.ts'
import { hashLayers } from './hash_layers.ts'

const MIB = 1024 * 1024

function hash(layers: readonly (readonly TarPart[])[], workers: number, signal = never()) {
  return hashLayers(layers, { workers, signal })
}

function never(): AbortSignal {
  return new AbortController().signal
}

describe('hashLayers()', () => {
  it('refuses a file that is written to while it is read', async () => {
    await using scratch = await Scratch.make()
    const source = scratch.write('x', 'x')
    const size = 512 * MIB
    truncateSync(source, size)
    const end = new AbortController()
    const hashed = hash([[{ kind: 'file', source, size }]], 1).finally(() => end.abort())
    hashed.catch(() => undefined)
    for (let second = 1; !end.signal.aborted; second++) {
      utimesSync(source, second, second)
      await setImmediate()
    }
    await assert.rejects(hashed, saying(/Cannot use a file that changes while it is read/))
  })

  it('stops when it is interrupted', async () => {
    await using scratch = await Scratch.make()
    const source = scratch.write('x', '')
    const size = 100 * 1024 * MIB
    truncateSync(source, size)
    const interruption = new AbortController()
    const hashed = hash([[{ kind: 'file', source, size }]], 1, interruption.signal)
    interruption.abort()
    await assert.rejects(hashed, saying(/interrupted, and nothing is left behind/))
  })

  it('gives the same digests, in order, with any number of threads', async () => {
    await using scratch = await Scratch.make()
    const layers = [40, 1, 20].map((size, index): readonly TarPart[] => {
      const source = scratch.write(String(index), String(index))
      truncateSync(source, size * MIB)
      return [{ kind: 'file', source, size: size * MIB }]
    })
    const alone = await hash(layers, 0)
    assert.equal(new Set(alone).size, 3)
    for (const workers of [1, 2, 4]) assert.deepEqual(await hash(layers, workers), alone)
  })

  it('fails as its first failing layer does, from a thread too', async () => {
    await using scratch = await Scratch.make()
    const layer = [{ kind: 'file', source: scratch.path('x'), size: 64 * MIB }] as const
    await assert.rejects(hash([layer, layer], 2), (error) => {
      assert.ok(error instanceof ExpectedFailure)
      assert.equal(error.failure.reason, 'missing')
      return true
    })
  })
})

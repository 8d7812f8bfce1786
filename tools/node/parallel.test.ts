import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { mapInParallel } from './parallel.ts'

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('mapInParallel', () => {
  it('keeps the order and the limit', async () => {
    let running = 0
    let most = 0
    const results = await mapInParallel([1, 2, 3, 4, 5], 2, async (item) => {
      running += 1
      most = Math.max(most, running)
      for (let k = item; k < 6; k += 1) await tick()
      running -= 1
      return item * 10
    })
    assert.deepEqual(results, [10, 20, 30, 40, 50])
    assert.equal(most, 2)
  })

  it('begins nothing after a failure, and waits for what is under way', async () => {
    const log: string[] = []
    const all = mapInParallel([1, 2, 3, 4], 2, async (item) => {
      log.push(`begin ${item}`)
      if (item === 1) throw new Error('one')
      await tick()
      log.push(`end ${item}`)
    })
    await assert.rejects(all, /one/)
    assert.deepEqual(log, ['begin 1', 'begin 2', 'end 2'])
  })

  it('has nothing to do for nothing', async () => {
    assert.deepEqual(await mapInParallel([], 3, () => Promise.reject(new Error())), [])
  })
})

import assert from 'node:assert/strict'
import { truncateSync } from 'node:fs'
import { describe, it } from 'node:test'
import { ExpectedFailure } from '../../core/failure.ts'
import type { TarPart } from '../../core/layer/tar_parts.ts'
import { Scratch } from '../../testing/scratch.ts'
import { HASH_PARTS } from '../blob/part_reader.ts'
import { FILL_SLOT } from '../blob/readings.ts'
import { INLINE_RUNNER, WorkerPool } from './pool.ts'

const ONE_ZERO: readonly TarPart[] = [{ kind: 'zeros', size: 1 }]
const OF_ONE_ZERO = 'sha256:6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'

for (const [name, makeRunner] of [
  ['WorkerPool', () => new WorkerPool(2)],
  ['WorkerPool with jobs ahead', () => new WorkerPool(2, 1)],
  ['INLINE_RUNNER', () => INLINE_RUNNER],
] as const) {
  describe(name, () => {
    it('answers more questions than it has threads', async () => {
      await using runner = makeRunner()
      const asked = Array.from({ length: 20 }, () => runner.run(HASH_PARTS, { parts: ONE_ZERO }))
      assert.deepEqual(new Set(await Promise.all(asked)), new Set([OF_ONE_ZERO]))
    })

    it('hands expected failures on as such, and goes on', async () => {
      await using runner = makeRunner()
      const parts: readonly TarPart[] = [{ kind: 'file', source: '/nowhere/x', size: 1 }]
      await assert.rejects(runner.run(HASH_PARTS, { parts }), ExpectedFailure)
      assert.equal(await runner.run(HASH_PARTS, { parts: ONE_ZERO }), OF_ONE_ZERO)
    })

    it('hands bugs on with their stack', async () => {
      await using runner = makeRunner()
      await assert.rejects(runner.run(FILL_SLOT, { id: -1, slot: 0 }), (error) => {
        assert.ok(error instanceof RangeError && !(error instanceof ExpectedFailure))
        assert.match(error.stack ?? '', /readings/)
        return true
      })
    })
  })
}

describe('WorkerPool', () => {
  it('says which job nobody has given to its threads, and goes on', async () => {
    await using pool = new WorkerPool(1)
    const unknown = { name: 'unknown', run: () => undefined }
    await assert.rejects(pool.run(unknown, undefined), /No thread does the job "unknown"/)
    assert.equal(await pool.run(HASH_PARTS, { parts: ONE_ZERO }), OF_ONE_ZERO)
  })

  it('does jobs when its threads were started before', async () => {
    await using pool = new WorkerPool(2)
    pool.start()
    assert.equal(await pool.run(HASH_PARTS, { parts: ONE_ZERO }), OF_ONE_ZERO)
  })

  it('lets the program end when it is disposed of with work to do', async () => {
    await using scratch = await Scratch.make()
    const source = scratch.write('x', '')
    const size = 100 * 2 ** 30
    truncateSync(source, size)
    const pool = new WorkerPool(1)
    const parts: readonly TarPart[] = [{ kind: 'file', source, size }]
    pool.run(HASH_PARTS, { parts }).catch(() => undefined)
    await pool[Symbol.asyncDispose]()
  })
})

import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { FuzzRunner } from './runner.ts'
import { TARGETS } from './targets.ts'

describe('what others have written', () => {
  const runner = new FuzzRunner()
  after(() => runner[Symbol.asyncDispose]())

  for (const { name } of TARGETS) {
    it(`never breaks the reader: ${name}`, async () => {
      const report = await runner.run(name, { seed: 20_261_121, runs: 300 })
      assert.equal(report.finding, undefined)
      assert.equal(report.runs, 300)
    })
  }
})

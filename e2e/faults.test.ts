import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { allTrials, runTrials, someTrials } from './faults/campaign.ts'
import { FAULT_KINDS } from './faults/fault_kinds.ts'
import { runKills, SOME_KILLABLE } from './faults/kills.ts'
import { loadScenario } from './faults/load_scenario.ts'
import type { Outcome } from './faults/outcome.ts'
import { complaints, outcomeTable, summaryLine } from './faults/outcome.ts'
import { startTransfers } from './faults/transfers.ts'

/** A sample of `npm run faults`, which breaks every request. Another seed is another sample. */
const SEED = 7

function nothingWrong(outcomes: readonly Outcome[], least: number): void {
  assert.equal(complaints(outcomes).join('\n'), '')
  assert(outcomes.length >= least, summaryLine(outcomes))
}

describe('rt under faults', () => {
  it('ends pushes and pulls well, whatever breaks', async () => {
    await using stack = new AsyncDisposableStack()
    const scenarios = (await startTransfers()).map((scenario) => stack.use(scenario))
    const outcomes = await runTrials(someTrials(allTrials(scenarios, SEED), 1, SEED))
    nothingWrong(outcomes, 4 * FAULT_KINDS.length)
  })

  it('ends loads well, whatever breaks', async () => {
    await using scenario = await loadScenario('podman')
    const some = ['reset in the middle', '503', 'truncated body', 'resets for good']
    const trials = allTrials([scenario], SEED).filter(({ kind }) => some.includes(kind.title))
    nothingWrong(await runTrials(someTrials(trials, 1, SEED)), some.length)
  })

  it('leaves nothing incomplete when it is killed, and goes on when it is run again', async () => {
    nothingWrong(await runKills(SOME_KILLABLE, { share: 0.02, seed: SEED }), 6)
  })
})

describe('the record of outcomes', () => {
  const outcome = { work: 'push', fault: 'hang', where: 'request 1' }
  const outcomes: readonly Outcome[] = [
    { ...outcome, verdict: { kind: 'recovered' } },
    { ...outcome, verdict: { kind: 'refused' } },
    { ...outcome, verdict: { kind: 'wrong', problem: 'a tag of nothing' } },
  ]

  it('counts every one, and tells what is wrong', () => {
    assert.equal(summaryLine(outcomes), 'faults: 3 tried, 1 recovered, 1 refused, 1 wrong')
    assert.match(outcomeTable(outcomes), /^push +hang +3 +1 +1 +1$/m)
    assert.deepEqual(complaints(outcomes), ['wrong: push, hang, request 1: a tag of nothing'])
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { BentoPlan } from './plan.ts'
import { parseBentoPlan, serializeBentoPlan } from './plan.ts'

const PLAN: BentoPlan = {
  version: 1,
  service: 'serve:Classifier',
  name: 'classifier',
  labels: { owner: 'me' },
  included: ['bentofile.yaml', 'serve.py'],
  srcLayout: false,
  models: [{ tag: 'sun:v1', alias: 'star' }, { tag: 'moon:v2' }],
  env: { A: '1' },
  buildEnv: {},
  envs: [{ name: 'A', value: '1', stage: 'runtime' }],
  args: { depth: 3, names: ['a'] },
  pythonVersion: '3.11',
  systemPackages: ['libgomp1'],
  requirements: ['numpy'],
  bentomlVersion: '1.4.39',
  warnings: [],
}

function read(text: string): ReturnType<typeof parseBentoPlan> {
  return parseBentoPlan(new TextEncoder().encode(text))
}

describe('BentoPlan', () => {
  it('is the same after it was written', () => {
    assert.deepEqual(read(serializeBentoPlan(PLAN)), { ok: true, value: PLAN })
  })

  const refused: readonly (readonly [string, object, RegExp])[] = [
    ['another version', { version: 2 }, /^version: expected 1$/],
    ['no service', { service: undefined }, /^service: is missing$/],
    ['an unknown stage', { envs: [{ name: 'A', value: '', stage: 'x' }] }, /^envs\[0\]\.stage: /],
    ['a label that is a number', { labels: { a: 1 } }, /^labels\.a: expected a text$/],
  ]
  for (const [what, change, message] of refused) {
    it(`refuses ${what}`, () => {
      const result = read(JSON.stringify({ ...PLAN, ...change }))
      assert.ok(!result.ok)
      assert.match(result.failure, message)
    })
  }
})

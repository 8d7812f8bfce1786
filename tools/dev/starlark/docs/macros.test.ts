import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withRuleAttributes } from './macros.ts'
import type { ModuleInfo, Parameter, Symbol } from './module_info.ts'

function moduleOf(symbol: Symbol): ModuleInfo {
  return { file: '//rules:x.bzl', doc: '', symbols: [symbol] }
}

function parameter(name: string, mandatory: boolean, doc = name): Parameter {
  return { name, doc, defaultValue: mandatory ? '' : 'None', mandatory }
}

const RULE: Symbol = {
  kind: 'rule',
  name: 'tar_rule',
  doc: '',
  parameters: [
    parameter('name', true),
    parameter('level', false),
    parameter('mtree_lines', false, 'Set by the macro: lines.'),
    parameter('srcs', true),
  ],
}

test('a macro has its own parameters and the attributes of its rule, those without a default first', () => {
  const parameters = [
    parameter('name', true, 'own'),
    parameter('mtree', false),
    parameter('**kwargs', false),
  ]
  const macro: Symbol = { kind: 'function', name: 'tar', doc: 'Packs.', parameters }
  const [symbol] = withRuleAttributes(moduleOf(macro), moduleOf(RULE)).symbols
  assert.ok(symbol)
  assert.deepEqual(
    symbol.parameters.map(({ name }) => name),
    ['name', 'srcs', 'mtree', 'level', '**kwargs'],
  )
  assert.equal(symbol.parameters[0]?.doc, 'own')
  assert.equal(symbol.doc, 'Packs.')
})

test('a function without a rule stays as it is', () => {
  const page = moduleOf({ kind: 'function', name: 'other', doc: '', parameters: [] })
  assert.deepEqual(withRuleAttributes(page, moduleOf(RULE)), page)
})

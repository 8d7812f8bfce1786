import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseGivenTool, Toolbox } from './toolbox.ts'

test('a given tool has a name that the bench can drive, perhaps a label, and a path', () => {
  assert.deepEqual(parseGivenTool('img=/opt/img'), { name: 'img', label: 'img', path: '/opt/img' })
  assert.deepEqual(parseGivenTool('crane@0.22.1=/a=b'), {
    name: 'crane',
    label: 'crane@0.22.1',
    path: '/a=b',
  })
  for (const wrong of ['crane', 'crane=', 'nothing=/x', '=/x']) {
    assert.equal(parseGivenTool(wrong), undefined)
  }
})

test('a labelled tool stands beside those of its kind; an unlabelled one replaces them', () => {
  const node = { name: 'crane', path: process.execPath } as const
  const labels = (label: string): readonly string[] =>
    new Toolbox([{ ...node, label }], []).all('crane').map((tool) => `${tool.label} ${tool.path}`)
  assert.deepEqual(labels('crane'), [`crane ${process.execPath}`])
  assert.equal(labels('crane@1').at(-1), `crane@1 ${process.execPath}`)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawChart } from './chart.ts'
import { formatRows } from './markdown.ts'
import { atLeast, atMost, below, judge } from './row.ts'

const finding = { id: 'x', unit: 'times' }

test('a finding holds at the limit, except below it', () => {
  assert.equal(judge({ ...finding, value: 3, goal: atLeast(3) }).holds, true)
  assert.equal(judge({ ...finding, value: 2.99, goal: atLeast(3) }).holds, false)
  assert.equal(judge({ ...finding, value: 3, goal: atMost(3) }).holds, true)
  assert.equal(judge({ ...finding, value: 3, goal: below(3) }).holds, false)
})

test('what could not be measured neither holds nor fails', () => {
  const row = judge({ ...finding, value: NaN, goal: atLeast(3) })
  assert.deepEqual([row.value, row.holds], [null, null])
})

test('a table line has a cell for every column, and bars of other tools are not cut', () => {
  const row = judge({ ...finding, value: 1, goal: atMost(2), others: { 'a | b': 2 } })
  const lines = formatRows([row]).split('\n')
  assert.equal(lines[2], '| x | 1 | times | <= 2 | yes | a \\| b: 2 |')
})

test('the longest bar fills its room, the others in proportion', () => {
  const svg = drawChart([
    {
      title: 'a < b',
      unit: 's',
      better: 'less',
      bars: [
        { name: 'rt', value: 1 },
        { name: 'other', value: 4 },
      ],
    },
  ])
  assert.match(svg, /a &lt; b/)
  const lengths = [...svg.matchAll(/<rect x="230".*? width="([\d.]+)"/g)].map(([, w]) => Number(w))
  assert.deepEqual(lengths, [100, 400])
})

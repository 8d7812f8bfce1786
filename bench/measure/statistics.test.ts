import assert from 'node:assert/strict'
import { test } from 'node:test'
import { median, quantile } from './statistics.ts'

test('median() takes the middle of an unsorted odd number and the mean of the two of an even one', () => {
  assert.equal(median([9, 1, 5]), 5)
  assert.equal(median([4, 1, 2, 100]), 3)
  assert.ok(Number.isNaN(median([])))
})

test('quantile() is linear between neighbours', () => {
  assert.equal(quantile([0, 10], 0.25), 2.5)
  assert.equal(quantile([1, 2, 3, 4, 5], 0.75), 4)
})

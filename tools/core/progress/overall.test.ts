import assert from 'node:assert/strict'
import { it } from 'node:test'
import { overallLine, plannedLine } from './overall.ts'

const MIB = 1024 * 1024

it('says how far all images together are, and how long it will take', () => {
  const half = { blobs: 40, sent: 12, bytes: 10 * MIB, done: 5 * MIB, tags: 117, tagged: 0 }
  assert.equal(
    overallLine({ ...half, seconds: 5 }, 200),
    'all      50 %  5.0 MiB of 10.0 MiB  12 of 40 blobs  0 of 117 tags  5.0 s left',
  )
  assert.equal(overallLine({ ...half, seconds: 5 }, 15), 'all      50 % ')
  const nothing = { blobs: 0, sent: 0, bytes: 0, done: 0, tags: 2, tagged: 1, seconds: 0 }
  assert.equal(overallLine(nothing, 200), 'all     100 %  0 B of 0 B  0 of 0 blobs  1 of 2 tags')
})

it('says what is ahead', () => {
  const line = plannedLine({ blobs: 3, bytes: 2 * MIB, tags: 117 })
  assert.equal(line, 'to do: send 3 blobs, 2.0 MiB; set 117 tags')
})

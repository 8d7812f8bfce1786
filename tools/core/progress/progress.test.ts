import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { blobLine } from './blob_line.ts'
import { formatBytes, formatSeconds, shortDigest } from './format.ts'

describe('formatBytes', () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, '0 B'],
    [1023, '1023 B'],
    [1536, '1.5 KiB'],
    [200 * 1024, '200 KiB'],
    [5 * 2 ** 30, '5.0 GiB'],
    [2 ** 52, '4096 TiB'],
  ]
  for (const [bytes, text] of cases) {
    it(`writes ${bytes} as ${text}`, () => assert.equal(formatBytes(bytes), text))
  }
})

describe('formatSeconds', () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, '0.0 s'],
    [9.96, '10.0 s'],
    [59.4, '59 s'],
    [59.6, '1 min 0 s'],
    [3725, '1 h 2 min'],
  ]
  for (const [seconds, text] of cases) {
    it(`writes ${seconds} as ${text}`, () => assert.equal(formatSeconds(seconds), text))
  }
})

describe('blobLine', () => {
  const label = `layer  ${shortDigest(`sha256:${'ab'.repeat(32)}`)}`

  it('says how far, how fast, how long', () => {
    const line = blobLine(
      { label, size: 4 * 2 ** 20, done: 3 * 2 ** 20, skipped: 2 ** 20, seconds: 2 },
      200,
    )
    const text = 'layer  sha256:abababababab   75 %  3.0 MiB of 4.0 MiB  1.0 MiB/s  1.0 s left'
    assert.equal(line, text)
  })

  it('promises nothing before anything moved, and nothing of an empty blob', () => {
    const still = { label, done: 0, skipped: 0, seconds: 0 }
    assert.match(blobLine({ ...still, size: 10 }, 200), / 0 % {2}0 B of 10 B$/)
    assert.match(blobLine({ ...still, size: 0 }, 200), /100 % {2}0 B of 0 B$/)
  })

  it('stays within the terminal', () => {
    const line = blobLine({ label, size: 10, done: 5, skipped: 0, seconds: 1 }, 20)
    assert.equal(line.length, 19)
  })
})

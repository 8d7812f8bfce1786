import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { humanSize, localTime, renderListing } from './listing.ts'
import { parseTag } from './tag.ts'

describe('parseTag', () => {
  const good: readonly (readonly [string, string, string | undefined])[] = [
    ['a', 'a', undefined],
    ['a:latest', 'a', undefined],
    ['My_Model:V1.2-x', 'my_model', 'v1.2-x'],
    [`${'a'.repeat(63)}:1`, 'a'.repeat(63), '1'],
  ]
  for (const [text, name, version] of good) {
    it(`reads ${text}`, () =>
      assert.deepEqual(parseTag(text), { ok: true, value: { name, version } }))
  }
  for (const text of [
    '',
    ':v',
    'a:',
    'a:b:c',
    '-a',
    'a-',
    'a b',
    'a/b',
    '..',
    'a:..',
    'a'.repeat(64),
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.equal(parseTag(text).ok, false))
  }
})

describe('humanSize', () => {
  it('has two decimals', () => {
    assert.deepEqual([0, 1023, 1024, 15_810, 2_000_000, 5 * 1024 ** 4].map(humanSize), [
      '0.00 B',
      '1023.00 B',
      '1.00 KiB',
      '15.44 KiB',
      '1.91 MiB',
      '5.00 TiB',
    ])
  })
})

describe('renderListing', () => {
  it('lays out columns as BentoML does, and cuts nothing', () => {
    const tag = `celestial-bodies-classifier:${'x'.repeat(60)}`
    assert.equal(
      renderListing({ tag: 'Tag', size: 'Size' }, [{ tag, size: '1.00 B' }]),
      ` ${'Tag'.padEnd(tag.length)}  Size   \n ${tag}  1.00 B \n`,
    )
  })
})

describe('localTime', () => {
  it('is sorted as text', () => {
    assert.match(localTime(new Date()), /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/)
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { missingShards } from './shards.ts'

function shards(indexes: readonly number[], total: number): readonly string[] {
  const digits = (value: number): string => String(value).padStart(5, '0')
  return indexes.map((index) => `llm/model-${digits(index)}-of-${digits(total)}.safetensors`)
}

describe('missingShards()', () => {
  it('names the gaps', () => {
    assert.deepEqual(missingShards(['llm/config.json', ...shards([1, 2, 4], 5)]), [
      {
        pattern: 'llm/model-*-of-00005.safetensors',
        total: 5,
        missing: shards([3, 5], 5),
      },
    ])
  })

  for (const [what, paths] of [
    ['counted from 1', shards([3, 1, 2], 3)],
    ['counted from 0', shards([0, 1], 2)],
    ['without an extension', ['v/variables.data-00000-of-00001']],
    ['alone', ['model.safetensors', 'part-7']],
    ['of another width', ['model-1-of-00003.bin', 'trip-02-of-2019.bin']],
    ['a directory', ['x-00001-of-00002.d/part']],
  ] as const)
    it(`is content with files ${what}`, () => assert.deepEqual(missingShards(paths), []))

  it('keeps sets apart by directory, name, total and extension', () => {
    const paths = [
      'a/m-01-of-02.gguf',
      'b/m-01-of-02.gguf',
      'a/m-02-of-03.gguf',
      'a/m-02-of-02.bin',
    ]
    assert.deepEqual(
      missingShards(paths).map(({ missing }) => missing),
      [
        ['a/m-02-of-02.gguf'],
        ['b/m-02-of-02.gguf'],
        ['a/m-01-of-03.gguf', 'a/m-03-of-03.gguf'],
        ['a/m-01-of-02.bin'],
      ],
    )
  })

  it('takes sets that count from 0 for what they are when the last is missing', () => {
    assert.deepEqual(missingShards(['v.data-00000-of-00002'])[0]?.missing, [
      'v.data-00001-of-00002',
    ])
  })
})

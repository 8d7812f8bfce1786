import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { chooseCodec } from './tar_options.ts'

function choose(
  compression: 'none' | 'gzip' | 'zstd',
  args: readonly string[] = [],
  level?: string,
) {
  return chooseCodec({ compression, args, level })
}

describe('chooseCodec()', () => {
  it("uses the formats' own usual levels", () => {
    assert.deepEqual(choose('none'), { ok: true, value: { compression: 'none' } })
    assert.deepEqual(choose('gzip'), { ok: true, value: { compression: 'gzip', level: 6 } })
    assert.deepEqual(choose('zstd'), { ok: true, value: { compression: 'zstd', level: 3 } })
  })

  for (const args of [
    ['--options', 'zstd:compression-level=9'],
    ['--options=zstd:compression-level=9'],
    ['--options=gzip:!timestamp,zstd:compression-level=9'],
  ]) {
    it(`understands ${args.join(' ')}`, () =>
      assert.deepEqual(choose('zstd', args), {
        ok: true,
        value: { compression: 'zstd', level: 9 },
      }))
  }

  it('takes gzip:!timestamp, which is always so', () => {
    assert.ok(choose('gzip', ['--options', 'gzip:!timestamp']).ok)
  })

  for (const [args, option] of [
    [['--verbose'], '--verbose'],
    [['--options'], '--options'],
    [['--options', 'zstd:threads=4'], 'zstd:threads=4'],
    [['--options', 'gzip:compression-level=9'], 'gzip:compression-level=9'],
    [['--options', ''], ''],
  ] as const) {
    it(`refuses ${args.join(' ')}, and lists what it knows`, () => {
      const chosen = choose('zstd', args)
      assert.ok(!chosen.ok)
      assert.ok(chosen.failure.reason === 'unknown-option')
      assert.equal(chosen.failure.option, option)
      assert.equal(chosen.failure.known.length, 3)
    })
  }

  for (const [compression, level] of [
    ['zstd', '0'],
    ['zstd', '23'],
    ['gzip', '10'],
    ['gzip', 'best'],
    ['gzip', '-1'],
    ['none', '3'],
  ] as const) {
    it(`refuses level ${level} with ${compression}`, () =>
      assert.ok(!choose(compression, [], level).ok))
  }

  it('accepts one level from two sides, not two levels', () => {
    const args = ['--options=zstd:compression-level=9']
    assert.ok(choose('zstd', args, '9').ok)
    assert.ok(!choose('zstd', args, '3').ok)
  })
})

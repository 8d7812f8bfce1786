import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { truncateSync, utimesSync } from 'node:fs'
import { describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { ExpectedFailure } from '../../core/failure.ts'
import type { TarPart } from '../../core/layer/tar_parts.ts'
import { Scratch } from '../../testing/scratch.ts'
import { hashLayers } from './hash_layers.ts'
import { hashParts } from './hash_parts.ts'
import { recipeOf } from './recipe.ts'
import { saying } from '../../testing/saying.ts'

const MIB = 1024 * 1024

function hash(layers: readonly (readonly TarPart[])[], workers: number, signal = never()) {
  return hashLayers(layers, { workers, signal })
}

function never(): AbortSignal {
  return new AbortController().signal
}

describe('hashParts()', () => {
  it('hashes literals, files and zeros in order', async () => {
    await using scratch = await Scratch.make()
    const content = Buffer.alloc(MIB + 7, 'content')
    const parts: readonly TarPart[] = [
      { kind: 'bytes', bytes: Buffer.from('head') },
      { kind: 'file', source: scratch.write('x', content), size: content.length },
      { kind: 'zeros', size: 3 },
    ]
    const whole = Buffer.concat([Buffer.from('head'), content, Buffer.alloc(3)])
    const expected = createHash('sha256').update(whole).digest('hex')
    assert.equal(hashParts({ parts }), `sha256:${expected}`)
  })

  for (const [what, size] of [
    ['longer', 5],
    ['shorter', 7],
  ] as const) {
    it(`refuses a file that is ${what} than it was`, async () => {
      await using scratch = await Scratch.make()
      const source = scratch.write('x', '123456')
      assert.throws(
        () => hashParts({ parts: [{ kind: 'file', source, size }] }),
        (error) => {
          assert.ok(error instanceof ExpectedFailure)
          const how = `had ${size} bytes and has 6 now`
          assert.deepEqual(error.failure, { topic: 'layer', reason: 'changed', source, how })
          return true
        },
      )
    })
  }

  it('says that a file is missing', async () => {
    await using scratch = await Scratch.make()
    const parts: readonly TarPart[] = [{ kind: 'file', source: scratch.path('x'), size: 1 }]
    assert.throws(() => hashParts({ parts }), saying(/Cannot find the file/))
  })
})

describe('hashLayers()', () => {
  it('refuses a file that is written to while it is read', async () => {
    await using scratch = await Scratch.make()
    const source = scratch.write('x', 'x')
    const size = 512 * MIB
    truncateSync(source, size)
    const end = new AbortController()
    const hashed = hash([[{ kind: 'file', source, size }]], 1).finally(() => end.abort())
    hashed.catch(() => undefined)
    for (let second = 1; !end.signal.aborted; second++) {
      utimesSync(source, second, second)
      await setImmediate()
    }
    await assert.rejects(hashed, saying(/Cannot use a file that changes while it is read/))
  })

  it('stops when it is interrupted', async () => {
    await using scratch = await Scratch.make()
    const source = scratch.write('x', '')
    const size = 100 * 1024 * MIB
    truncateSync(source, size)
    const interruption = new AbortController()
    const hashed = hash([[{ kind: 'file', source, size }]], 1, interruption.signal)
    interruption.abort()
    await assert.rejects(hashed, saying(/interrupted, and nothing is left behind/))
  })

  it('gives the same digests, in order, with any number of threads', async () => {
    await using scratch = await Scratch.make()
    const layers = [40, 1, 20].map((size, index): readonly TarPart[] => {
      const source = scratch.write(String(index), String(index))
      truncateSync(source, size * MIB)
      return [{ kind: 'file', source, size: size * MIB }]
    })
    const alone = await hash(layers, 0)
    assert.equal(new Set(alone).size, 3)
    for (const workers of [1, 2, 4]) assert.deepEqual(await hash(layers, workers), alone)
  })

  it('fails as its first failing layer does, from a thread too', async () => {
    await using scratch = await Scratch.make()
    const layer = [{ kind: 'file', source: scratch.path('x'), size: 64 * MIB }] as const
    await assert.rejects(hash([layer, layer], 2), (error) => {
      assert.ok(error instanceof ExpectedFailure)
      assert.equal(error.failure.reason, 'missing')
      return true
    })
  })
})

describe('recipeOf()', () => {
  it('names files by key, and joins neighbours', () => {
    const bytes = (text: string): TarPart => ({ kind: 'bytes', bytes: Buffer.from(text) })
    const parts: readonly TarPart[] = [
      bytes('ab'),
      bytes('c'),
      { kind: 'file', source: 'out/x', size: 9 },
      { kind: 'zeros', size: 3 },
      bytes('d'),
      { kind: 'zeros', size: 4 },
      { kind: 'zeros', size: 1024 },
    ]
    assert.deepEqual(
      recipeOf(parts, (source) => `_main/${source}`),
      [
        { kind: 'literal', base64: Buffer.from('abc').toString('base64') },
        { kind: 'file', file: '_main/out/x', size: 9 },
        { kind: 'zeros', size: 3 },
        { kind: 'literal', base64: Buffer.from('d').toString('base64') },
        { kind: 'zeros', size: 1028 },
      ],
    )
  })
})

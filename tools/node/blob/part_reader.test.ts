import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { ExpectedFailure } from '../../core/failure.ts'
import type { TarPart } from '../../core/layer/tar_parts.ts'
import { saying } from '../../testing/saying.ts'
import { Scratch } from '../../testing/scratch.ts'
import { hashParts } from './part_reader.ts'

const MIB = 1024 * 1024

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
          assert.deepEqual(error.failure, {
            topic: 'image',
            reason: 'changed-content',
            sources: [source],
            expected: `${size} bytes`,
            actual: '6 bytes',
          })
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

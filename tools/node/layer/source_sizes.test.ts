import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { describe, it } from 'node:test'
import type { Entry, ImagePath } from '../../core/entries/entry.ts'
import { DEFAULT_ATTRIBUTES } from '../../core/entries/entry.ts'
import { Scratch } from '../../testing/scratch.ts'
import { sizesOnDemand, sourceSizes } from './source_sizes.ts'
import { saying } from '../../testing/saying.ts'

function file(path: string, source: string | undefined): Entry {
  return { kind: 'file', path: path as ImagePath, source, ...DEFAULT_ATTRIBUTES }
}

describe('sourceSizes()', () => {
  it('measures each source, through links too', async () => {
    await using scratch = await Scratch.make()
    const [a, link] = [scratch.write('a', '12345'), scratch.link('link', 'a')]
    const sizes = sourceSizes([
      file('x', a),
      file('y', a),
      file('z', link),
      file('empty', undefined),
    ])
    assert.deepEqual(
      [...sizes],
      [
        [a, 5],
        [link, 5],
      ],
    )
  })

  it('names all sources that are missing', async () => {
    await using scratch = await Scratch.make()
    const entries = [file('x', scratch.path('x')), file('y', `${scratch.write('f', '')}/y`)]
    assert.throws(
      () => sourceSizes(entries),
      saying(/Cannot find the source of\n {4}"x": .*\n {4}"y": /),
    )
  })

  it('names all sources that are missing when one of them is asked for', async () => {
    await using scratch = await Scratch.make()
    const [a, missing] = [scratch.write('a', '12345'), scratch.path('x')]
    const sizes = sizesOnDemand([file('a', a), file('x', missing), file('y', scratch.path('y'))])
    assert.equal(sizes.get(a), 5)
    assert.throws(
      () => sizes.get(missing),
      saying(/Cannot find the source of\n {4}"x": .*\n {4}"y": /),
    )
  })

  it('refuses a directory and a pipe', async () => {
    await using scratch = await Scratch.make()
    scratch.write('directory/x', '')
    execFileSync('mkfifo', [scratch.path('pipe')])
    const sizesOf = (name: string) => sourceSizes([file('x', scratch.path(name))])
    assert.throws(
      () => sizesOf('directory'),
      saying(/Cannot use a directory as the contents of the file "x"/),
    )
    assert.throws(() => sizesOf('pipe'), saying(/Cannot put a named pipe into a layer/))
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { TarPart } from '../../core/layer/tar_parts.ts'
import { recipeOf } from './recipe.ts'

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

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diffIdOf, digestOfHex } from './digest.ts'
import type { Content, LayerSet } from './layer_set.ts'
import { parseLayerSetName, withScope } from './layer_scope.ts'
import { OCI_LAYER } from './media_types.ts'

const DIGEST = digestOfHex('ab'.repeat(32))

function setOf(content: Content): LayerSet {
  const layer = {
    mediaType: OCI_LAYER,
    digest: DIGEST,
    size: 1,
    diffId: diffIdOf(DIGEST),
    annotations: {},
    description: 'weights',
    content,
  }
  return { version: 1, layers: [layer] }
}

void test('parseLayerSetName() reads a file with and without a scope', () => {
  assert.deepEqual(parseLayerSetName('_main/a b.json'), { scope: '', file: '_main/a b.json' })
  assert.deepEqual(parseLayerSetName('_main/i.images/0\tx.json'), {
    scope: '_main/i.images/0',
    file: 'x.json',
  })
})

void test('withScope() puts the file of a stored layer below the scope', () => {
  const set = withScope(setOf({ kind: 'blob', file: '_main/a.tar' }), 's/0')
  assert.deepEqual(set.layers[0]?.content, { kind: 'blob', file: 's/0/_main/a.tar' })
})

void test('withScope() puts the file of a layer of a registry below the scope', () => {
  const content = { kind: 'registry', repository: 'docker.io/library/debian' } as const
  const set = withScope(setOf({ ...content, file: 'debian/sha256-x' }), 's/0')
  assert.deepEqual(set.layers[0]?.content, { ...content, file: 's/0/debian/sha256-x' })
})

void test('withScope() puts the files of a recipe below the scope and leaves bytes alone', () => {
  const zeros = { kind: 'zeros', size: 512 } as const
  const part = { kind: 'file', file: '_main/w.bin', size: 7 } as const
  const set = withScope(setOf({ kind: 'recipe', parts: [part, zeros] }), 's/0')
  assert.deepEqual(set.layers[0]?.content, {
    kind: 'recipe',
    parts: [{ ...part, file: 's/0/_main/w.bin' }, zeros],
  })
})

void test('withScope() without a scope changes nothing', () => {
  const set = setOf({ kind: 'blob', file: '_main/a.tar' })
  assert.equal(withScope(set, ''), set)
})

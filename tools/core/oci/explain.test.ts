import assert from 'node:assert/strict'
import { describe as suite, it } from 'node:test'
import { describe } from '../explain.ts'
import type { ImageFailure } from './failure.ts'
import type { TemplateFailure } from '../template/failure.ts'

/** One failure of every reason: the compiler asks for the ones that are missing. */
const IMAGE: { readonly [R in ImageFailure['reason']]: ImageFailure & { readonly reason: R } } = {
  'invalid-setting': {
    topic: 'image',
    reason: 'invalid-setting',
    attribute: 'user',
    value: 'a b',
    accepted: 'USER',
  },
  'missing-platform': { topic: 'image', reason: 'missing-platform', attribute: 'os' },
  'platform-conflict': {
    topic: 'image',
    reason: 'platform-conflict',
    attribute: 'os',
    base: 'linux',
    image: 'windows',
  },
  'layer-too-large': {
    topic: 'image',
    reason: 'layer-too-large',
    layer: 'models/llm/part-1.safetensors',
    size: 4097,
    limit: 4096,
  },
  'two-runtimes': {
    topic: 'image',
    reason: 'two-runtimes',
    runtime: 'cuda',
    base: '12.9',
    image: '13.5',
  },
  'too-many-layers': {
    topic: 'image',
    reason: 'too-many-layers',
    layers: 130,
    base: 100,
    limit: 127,
  },
  'not-a-layout': {
    topic: 'image',
    reason: 'not-a-layout',
    path: 'dir',
    problem: 'it has no index.json',
  },
  'ambiguous-layout': {
    topic: 'image',
    reason: 'ambiguous-layout',
    path: 'dir',
    images: ['a', 'b'],
  },
  'unknown-reference': {
    topic: 'image',
    reason: 'unknown-reference',
    path: 'dir',
    reference: 'c',
    available: ['a', 'b'],
  },
  'malformed-document': {
    topic: 'image',
    reason: 'malformed-document',
    document: 'image manifest x',
    problem: 'layers: expected a list',
  },
  'unsupported-media-type': {
    topic: 'image',
    reason: 'unsupported-media-type',
    document: 'image of "dir"',
    mediaType: 'x/y',
    accepted: 'an image',
  },
  'not-one-image': {
    topic: 'image',
    reason: 'not-one-image',
    path: 'dir',
    wanted: '',
    platforms: ['linux/amd64', 'linux/arm64'],
  },
  'excessive-index': {
    topic: 'image',
    reason: 'excessive-index',
    digest: 'sha256:0',
    problem: 'indexes are nested deeper than 8',
  },
  'no-such-platform': {
    topic: 'image',
    reason: 'no-such-platform',
    wanted: 'linux/s390x',
    available: ['linux/amd64', 'linux/arm64'],
  },
  'ambiguous-platform': {
    topic: 'image',
    reason: 'ambiguous-platform',
    wanted: 'linux/arm',
    available: ['linux/arm/v6', 'linux/arm/v7'],
  },
  'unknown-key': { topic: 'image', reason: 'unknown-key', key: '_main/x', searched: ['/runfiles'] },
  'missing-blob': { topic: 'image', reason: 'missing-blob', digest: 'sha256:0', path: 'dir/blob' },
  'not-fetched': {
    topic: 'image',
    reason: 'not-fetched',
    digest: 'sha256:x',
    repository: 'docker.io/library/debian',
  },
  'changed-content': {
    topic: 'image',
    reason: 'changed-content',
    sources: ['w.bin', 'x.bin'],
    expected: '7 bytes',
    actual: '8 bytes',
  },
  'undecodable-layer': {
    topic: 'image',
    reason: 'undecodable-layer',
    digest: 'sha256:x',
    cause: 'invalid block type',
  },
  'duplicate-platform': {
    topic: 'image',
    reason: 'duplicate-platform',
    platform: 'linux/amd64',
    images: ['a', 'b'],
  },
  'empty-index': { topic: 'image', reason: 'empty-index' },
}

const TEMPLATE: {
  readonly [R in TemplateFailure['reason']]: TemplateFailure & { readonly reason: R }
} = {
  'unknown-stamp-key': {
    topic: 'template',
    reason: 'unknown-stamp-key',
    substitution: '0.0.0',
    key: 'STABLE_VERSION',
    available: [],
  },
  'empty-search-text': { topic: 'template', reason: 'empty-search-text', value: 'x' },
}

suite('failures of images and templates', () => {
  it('say what cannot be done in one line without a full stop, then what is accepted and the fix', () => {
    for (const failure of [...Object.values(IMAGE), ...Object.values(TEMPLATE)]) {
      const text = describe('rule //x:y', failure)
      assert.match(
        text,
        /^rule \/\/x:y: Cannot [^\n]*[^.\n](\n {2}accepted: [^\n]+[^.\n])?(\n {2}fix: [^\n]+[^.\n])?$/,
        failure.reason,
      )
      assert.doesNotMatch(text, /undefined|\[object|""/, failure.reason)
    }
  })

  it('name every value that a person has to know', () => {
    for (const failure of Object.values(IMAGE)) {
      const text = describe('rule', failure)
      const values = Object.entries(failure)
        .filter(([name]) => name !== 'topic' && name !== 'reason')
        .flatMap(([, value]: readonly [string, unknown]) => value)
      for (const value of values)
        if (value !== '')
          assert.ok(text.includes(String(value)), `${failure.reason}: ${String(value)}`)
    }
  })
})

import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { runtimeConflicts } from './runtime_labels.ts'

test('a runtime of another version in the base is a conflict; packages and other labels are not', () => {
  const base = { 'rt.runtime.cuda': '12.9', 'rt.runtime.cuda.packages': 'a 1', other: 'x' }
  deepEqual(
    runtimeConflicts(base, [
      'rt.runtime.cuda=13.5',
      'rt.runtime.cuda.packages=a 2',
      'rt.runtime.tpu=1',
      'other=y',
    ]),
    [{ topic: 'image', reason: 'two-runtimes', runtime: 'cuda', base: '12.9', image: '13.5' }],
  )
  deepEqual(runtimeConflicts(base, ['rt.runtime.cuda=12.9']), [])
  deepEqual(runtimeConflicts({}, ['rt.runtime.cuda=12.9']), [])
})

import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { matchesGlob } from './glob.ts'

test('stars stop at slashes, double stars do not', () => {
  equal(matchesGlob('nvidia/*/lib/*.so*', 'nvidia/cu13/lib/libcudart.so.13'), true)
  equal(matchesGlob('nvidia/*/lib/*.so*', 'nvidia/cu13/more/lib/libcudart.so.13'), false)
  equal(matchesGlob('nvidia/**', 'nvidia/cu13/lib/x'), true)
  equal(matchesGlob('**/lib?.so', 'a/libx.so'), false)
  equal(matchesGlob('a.b', 'axb'), false)
  equal(matchesGlob('libnvidia-*', 'libnvidia-ml.so.1'), true)
})

test('a pattern without stars matches itself only', () => {
  const path = fc.stringMatching(/^[^*]*$/)
  fc.assert(
    fc.property(path, path, (pattern, other) => {
      equal(matchesGlob(pattern, pattern), true)
      equal(matchesGlob(pattern, other), pattern === other)
    }),
    { seed: 5 },
  )
})

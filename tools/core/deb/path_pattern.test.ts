import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { matchesPath } from './path_pattern.ts'

const GCONV = 'usr/lib/x86_64-linux-gnu/gconv'

describe('a pattern of paths', () => {
  it('is a whole path, in which a star is any text', () => {
    assert.ok(matchesPath(`${GCONV}/CP1252.so`, ['/usr/lib/*/gconv/*']))
    assert.ok(matchesPath('usr/share/man/man1/a.1.gz', ['/opt/*', '/usr/share/man/*']))
    assert.ok(matchesPath(GCONV, [`/${GCONV}`]))
    assert.ok(!matchesPath(GCONV, ['/usr/lib/*/gconv/*']))
    assert.ok(!matchesPath(`opt/${GCONV}/a`, ['/usr/lib/*/gconv/*']))
    assert.ok(!matchesPath(GCONV, []))
  })

  it('has no other signs', () => {
    assert.ok(matchesPath('usr/lib/libstdc++.so', ['/usr/lib/libstdc++.so']))
    assert.ok(!matchesPath('usr/lib/libfooAso', ['/usr/lib/libfoo.so']))
  })
})

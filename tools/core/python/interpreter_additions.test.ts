import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ImagePath } from '../entries/entry.ts'
import { isLibrarySource } from './interpreter_additions.ts'

describe('sources that scripts of packages would compile', () => {
  it('are those of the standard library and of packaged modules', () => {
    const found = [
      'usr/lib/python3.11/ssl.py',
      'usr/lib/python3.11/json/tool.py',
      'usr/lib/python3/dist-packages/apt/__init__.py',
      'usr/lib/python3.11/lib-dynload/_ssl.so',
      'usr/share/gdb/auto-load/libstdc++.so-gdb.py',
      'usr/lib/python2.7/ssl.py',
    ].filter((path) => isLibrarySource({ kind: 'file', path: path as ImagePath }))
    assert.deepEqual(found, [
      'usr/lib/python3.11/ssl.py',
      'usr/lib/python3.11/json/tool.py',
      'usr/lib/python3/dist-packages/apt/__init__.py',
    ])
  })

  it('are no links', () => {
    const path = 'usr/lib/python3.11/sitecustomize.py' as ImagePath
    assert.ok(!isLibrarySource({ kind: 'link', path }))
  })
})

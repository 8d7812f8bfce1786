import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ImagePath } from '../entries/entry.ts'
import { bytecodePath } from './bytecode.ts'
import { parseEntryPoints, withInterpreter } from './entry_points.ts'
import { headerOf, parseHeaders } from './headers.ts'
import { bigFileAllowance, splitIntoLayers } from './layer_split.ts'
import { parseRecord, printRecord } from './record.ts'

describe('descriptions of wheels', () => {
  it('have headers until the first empty line', () => {
    const headers = parseHeaders('Name: a\r\nTag: x\nTag: y\nLicense: one\n  two\n\nName: b\n')
    assert.equal(headerOf(headers, 'name'), 'a')
    assert.deepEqual(headers.get('tag'), ['x', 'y'])
    assert.equal(headerOf(headers, 'license'), 'one\ntwo')
    assert.equal(headerOf(headers, 'none'), undefined)
  })

  it('have RECORD, in which names may be quoted', () => {
    const record = parseRecord('"a,""b"".py",sha256=x,1\nc.py,,\n')
    assert.ok(record.ok)
    assert.deepEqual(record.value, [
      { path: 'a,"b".py', hash: 'sha256=x', size: 1 },
      { path: 'c.py', hash: '', size: undefined },
    ])
    assert.equal(printRecord(record.value), '"a,""b"".py",sha256=x,1\nc.py,,\n')
    for (const text of ['a\n', 'a,b,c\n', '"a,b,1\n', 'a,b,1,2\n'])
      assert.equal(parseRecord(text).ok, false, text)
  })

  it('have entry points', () => {
    const points = parseEntryPoints(
      '# comment\n[console_scripts]\nf2py = numpy.f2py.f2py2e:main\n a-b.c=m : A.run [x,y]\n[other]\nz = 1\n',
    )
    assert.ok(points.ok)
    assert.deepEqual(points.value, [
      { name: 'f2py', module: 'numpy.f2py.f2py2e', attribute: 'main' },
      { name: 'a-b.c', module: 'm', attribute: 'A.run' },
    ])
    const long = parseEntryPoints(`[gui_scripts]\nx = m:f${'['.repeat(1e6)}\n`)
    assert.ok(!long.ok && long.failure.length < 200)
    for (const line of ['x', 'x = m', 'x = m:', 'x/y = m:f', '= m:f', 'x = m:f; import os'])
      assert.equal(parseEntryPoints(`[gui_scripts]\n${line}\n`).ok, false, line)
  })

  it('have scripts whose interpreter is filled in', () => {
    assert.equal(withInterpreter('#!python\nx', '/p'), '#!/p\nx')
    assert.equal(withInterpreter('#!pythonw -s\nx', '/p'), '#!/p -s\nx')
    assert.equal(withInterpreter('#!python3\nx', '/p'), undefined)
    assert.equal(withInterpreter('#!/bin/sh\nx', '/p'), undefined)
  })
})

describe('compiled files', () => {
  it('are beside their source', () => {
    assert.equal(bytecodePath('a/b.py' as ImagePath, '3.11.2'), 'a/__pycache__/b.cpython-311.pyc')
    assert.equal(bytecodePath('b.py' as ImagePath, '3.9'), '__pycache__/b.cpython-39.pyc')
    for (const other of ['b.pyi', 'a\nb.py', `${'x'.repeat(245)}.py`])
      assert.equal(bytecodePath(other as ImagePath, '3.9'), undefined)
  })
})

const MIB = 1024 * 1024

describe('layers of wheels', () => {
  it('have big files alone, as many as the bytes of the wheels allow', () => {
    assert.equal(bigFileAllowance(0), 0)
    assert.equal(bigFileAllowance(1), 1)
    assert.equal(bigFileAllowance(33 * MIB), 2)
    assert.equal(bigFileAllowance(4096 * MIB), 4)
    const files = [
      { path: 'c', size: 1 },
      { path: 'b', size: 64 * MIB },
      { path: 'a', size: 65 * MIB },
    ]
    const names = (allowance: number): readonly (readonly string[])[] =>
      splitIntoLayers(files, allowance).map((group) => group.map(({ path }) => path))
    assert.deepEqual(names(4), [['a'], ['b'], ['c']])
    assert.deepEqual(names(1), [['a'], ['c', 'b']])
    assert.deepEqual(names(0), [['c', 'b', 'a']])
    assert.deepEqual(splitIntoLayers([], 4), [])
  })
})

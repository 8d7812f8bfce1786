import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { encodeUtf8 } from '../utf8.ts'
import { windowsOf } from './byte_window.ts'
import { describeProgram, listedPrograms, mayBeProgram } from './describe_program.ts'
import { describeScript, SCRIPT_LINE_SIZE } from './script.ts'

/** The interpreter and argument of a script. */
function read(text: string | Uint8Array): readonly string[] | undefined {
  const bytes = typeof text === 'string' ? encodeUtf8(text) : text
  const script = describeScript('x', windowsOf(bytes))
  return script && [script.interpreter, ...(script.argument === undefined ? [] : [script.argument])]
}

describe('describeScript', () => {
  it('reads the interpreter, and all else as one argument', () => {
    assert.deepEqual(read('#!/bin/sh\necho'), ['/bin/sh'])
    assert.deepEqual(read('#! \t/bin/sh -e  -u \t\n'), ['/bin/sh', '-e  -u'])
    assert.deepEqual(read('#!python3'), ['python3'])
    assert.deepEqual(read('#!/bin/sh\r\n'), ['/bin/sh\r'])
    assert.deepEqual(read('#!/bin/sh -e\0-u\n'), ['/bin/sh', '-e'])
    assert.deepEqual(read('#!/opt/é/模\n'), ['/opt/é/模'])
    assert.deepEqual(read(Buffer.from('#!/opt/é\n', 'latin1')), ['/opt/é'])
  })

  it('knows what Linux would not start', () => {
    for (const text of ['', '#', '# !/bin/sh\n', '#!\n', '#! \t \n/bin/sh', 'x#!/bin/sh\n'])
      assert.equal(read(text), undefined, text)
  })

  it('reads no more of a line than Linux does', () => {
    const room = SCRIPT_LINE_SIZE - '#!'.length
    assert.deepEqual(read(`#!${'a'.repeat(room)}`), ['a'.repeat(room)])
    assert.equal(read(`#!${'a'.repeat(room + 1)}\n`), undefined)
    assert.deepEqual(read(`#!/bin/sh ${'a'.repeat(500)}\n`), [
      '/bin/sh',
      'a'.repeat(room - '/bin/sh '.length),
    ])
  })
})

describe('describeProgram', () => {
  const script = windowsOf(encodeUtf8('#!/bin/sh\n'))

  it('takes scripts that somebody may execute', () => {
    assert.deepEqual(describeProgram('x', 0o644, script), undefined)
    const found = { path: 'x', interpreter: '/bin/sh' }
    for (const mode of [0o755, 0o010, 0o001])
      assert.deepEqual(describeProgram('x', mode, script), found)
    assert.ok(!mayBeProgram(script.read(0, 4), 0o666))
  })

  it('is listed, and nothing is where there is nothing', () => {
    const found = describeProgram('x', 0o755, script)
    assert.deepEqual(listedPrograms([found, undefined]), { files: [], scripts: [found] })
    assert.deepEqual(listedPrograms([undefined]), { files: [] })
  })
})

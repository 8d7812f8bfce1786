import assert from 'node:assert/strict'
import { chmodSync } from 'node:fs'
import { describe, it } from 'node:test'
import { parseImageName } from '../../core/tarball/image_name.ts'
import { memoryImage } from '../../testing/memory_image.ts'
import { Scratch } from '../../testing/scratch.ts'
import type { Engine } from './engine.ts'
import { complaintOf } from './engine.ts'
import { loadByRegistry } from './load_by_registry.ts'

function complaint(stderr: string, stdout = ''): string {
  return complaintOf({ kind: 'exited', code: 3, stdout, stderr })
}

describe('complaintOf()', () => {
  it('says all of a short text, in one line', () => {
    assert.equal(complaint(' one\r\n  two three\n'), 'one; two three')
    assert.equal(complaint('', 'to stdout'), 'to stdout')
    assert.equal(complaint(''), 'exit code 3')
  })

  it('cuts a long text at the beginning of a line', () => {
    const last = 'x'.repeat(500)
    assert.equal(complaint(`${'a '.repeat(300)}\nwhy: ${last}`), `... why: ${last}`)
  })

  it('cuts a long line at a word, not in the middle of one', () => {
    const words = Array.from({ length: 200 }, (_, index) => `word${index}`)
    const said = complaint(words.join(' '))
    assert.ok(said.length <= 604, said)
    const [dots, first = '', ...rest] = said.split(' ')
    assert.equal(dots, '...')
    assert.deepEqual([first, ...rest], words.slice(words.indexOf(first)))
  })

  it('keeps the end of a word that is too long by itself', () => {
    assert.equal(complaint('y'.repeat(700)), `... ${'y'.repeat(600)}`)
  })
})

describe('an engine that fails before it asks for anything', () => {
  it('is quoted, such as where TMPDIR is missing, and not said to lack a network', async () => {
    await using scratch = await Scratch.make()
    const said = 'Error: creating a temporary directory: mkdir /gone/1: no such file or directory'
    const program = scratch.write('podman', `#!/bin/sh\necho '${said}' >&2\nexit 125\n`)
    chmodSync(program, 0o755)
    const engine: Engine = {
      program,
      kind: 'podman',
      version: '4.3.1',
      platform: { os: 'linux', architecture: 'amd64' },
      containerdStore: false,
      zstd: true,
      away: undefined,
    }
    const name = parseImageName('test/image')
    assert.ok(name.ok)
    const request = {
      source: memoryImage({ layers: [{ files: { a: 'a' }, compression: 'none' }] }),
      names: [name.value],
      observe: () => undefined,
    }
    const surroundings = { env: process.env, signal: new AbortController().signal }
    const outcome = await loadByRegistry(engine, request, surroundings)
    assert.ok(!outcome.ok)
    assert.match(outcome.failure, /^it has not asked 127\.0\.0\.1:\d+ for anything \(Error: /)
    assert.ok(outcome.failure.endsWith(`(${said})`), outcome.failure)
    assert.doesNotMatch(outcome.failure, /cannot reach/)
  })
})

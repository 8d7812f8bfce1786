import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseSoughtWheels, wheelAddresses } from './wheel_address.ts'

const TARGET = { python: '3.11', architecture: 'amd64', glibc: '2.31' }
const FAST = 'fast-1-cp311-cp311-manylinux_2_17_x86_64.whl'
const PURE = 'fast-1-py3-none-any.whl'

const find = (
  file: { readonly hashes: readonly string[] } | { readonly file: string; readonly sha256: string },
  wheels: readonly { file: string; sha256?: string; url?: string; size?: number }[],
): unknown => {
  const sought = [{ name: 'fast', version: '1', architecture: 'amd64', file }]
  const offered = [{ name: 'fast', version: '1', wheels }]
  return wheelAddresses(sought, offered, TARGET).get('fast')
}

describe('wheelAddresses', () => {
  const url = `https://me:secret@h/f/${FAST}#sha256=a`

  it('finds the file of the lock, without the login of its index', () => {
    const locked = { file: FAST, sha256: 'a' }
    const expected = { file: FAST, sha256: 'a', size: 0, url: `https://h/f/${FAST}` }
    assert.deepEqual(find(locked, [{ file: FAST, sha256: 'a', url }]), expected)
    assert.deepEqual(find(locked, [{ file: FAST, url }]), expected)
  })

  it('finds nothing with another hash, another name, or without an address', () => {
    const locked = { file: FAST, sha256: 'a' }
    assert.equal(find(locked, [{ file: FAST, sha256: 'b', url }]), undefined)
    assert.equal(find(locked, [{ file: PURE, sha256: 'a', url }]), undefined)
    assert.equal(find(locked, [{ file: FAST, sha256: 'a' }]), undefined)
    assert.equal(find(locked, [{ file: FAST, sha256: 'a', url: 'ftp://h/x' }]), undefined)
  })

  it('finds the best wheel of those that hashes are known of', () => {
    const wheels = [
      { file: PURE, sha256: 'p', url: 'https://h/p' },
      { file: FAST, sha256: 'f', url: 'https://h/f', size: 5 },
      { file: 'fast-1-cp311-cp311-manylinux_2_35_x86_64.whl', sha256: 'n', url: 'https://h/n' },
    ]
    const best = find({ hashes: ['p', 'f', 'n'] }, wheels)
    assert.deepEqual(best, { file: FAST, sha256: 'f', size: 5, url: 'https://h/f' })
    assert.equal(find({ hashes: ['n'] }, wheels), undefined)
  })
})

describe('parseSoughtWheels', () => {
  it('reads packages of locks of rt and of other tools', () => {
    const packages = [
      {
        name: 'a',
        version: '1',
        files: { amd64: { file: 'x', sha256: 's', size: 3 }, arm64: { hashes: ['h'] } },
      },
    ]
    assert.deepEqual(parseSoughtWheels(Buffer.from(JSON.stringify(packages))), {
      ok: true,
      value: [
        {
          name: 'a',
          version: '1',
          architecture: 'amd64',
          file: { file: 'x', sha256: 's', size: 3 },
        },
        { name: 'a', version: '1', architecture: 'arm64', file: { hashes: ['h'] } },
      ],
    })
  })

  it('says what is wrong with others', () => {
    const read = parseSoughtWheels(Buffer.from('[{"name": 1}]'))
    assert.deepEqual(read, { ok: false, failure: '[0].name: expected a text' })
  })
})

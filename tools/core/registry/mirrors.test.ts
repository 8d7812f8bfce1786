import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { MirrorTable } from './mirrors.ts'
import { joinMirrors, parseMirrorFile, parseMirrorList, readEndpoints } from './mirrors.ts'

function places(table: MirrorTable, registry: string, name: string): readonly string[] {
  return readEndpoints(table, { registry, name }).map(
    ({ repository, plain, isMirror }) =>
      `${isMirror ? 'mirror ' : ''}${plain ? 'http ' : ''}${repository.registry}/${repository.name}`,
  )
}

function table(parsed: ReturnType<typeof parseMirrorList>): MirrorTable {
  assert(parsed.ok, JSON.stringify(parsed))
  return parsed.value
}

function problem(parsed: ReturnType<typeof parseMirrorList>): string {
  assert(!parsed.ok)
  return parsed.failure
}

describe('mirrors', () => {
  it('are tried in order, then the registry itself', () => {
    const mirrors = table(
      parseMirrorList('docker.io=mirror.gcr.io,http://localhost:5000/hub/;ghcr.io=10.0.0.1:5000 '),
    )
    assert.deepEqual(places(mirrors, 'docker.io', 'library/debian'), [
      'mirror mirror.gcr.io/library/debian',
      'mirror http localhost:5000/hub/library/debian',
      'docker.io/library/debian',
    ])
    assert.deepEqual(places(mirrors, 'ghcr.io', 'a/b'), ['mirror 10.0.0.1:5000/a/b', 'ghcr.io/a/b'])
    assert.deepEqual(places(mirrors, 'quay.io', 'a'), ['quay.io/a'])
  })

  it('are the same in a file, and may be named in several places', () => {
    const file = table(parseMirrorFile('{"index.docker.io": ["https://a.io", "b.io/x"]}'))
    assert.deepEqual(places(file, 'docker.io', 'n/m'), [
      'mirror a.io/n/m',
      'mirror b.io/x/n/m',
      'docker.io/n/m',
    ])
    const both = joinMirrors([table(parseMirrorList('docker.io=c.io')), file])
    assert.deepEqual(places(both, 'docker.io', 'n/m').slice(0, 2), [
      'mirror c.io/n/m',
      'mirror a.io/n/m',
    ])
  })

  it('may be none', () => {
    assert.equal(table(parseMirrorList('  ')).size, 0)
    assert.equal(table(parseMirrorFile('{}')).size, 0)
  })

  it('are refused with what is wrong', () => {
    assert.match(problem(parseMirrorList('docker.io')), /^"docker\.io" is not REGISTRY=MIRROR$/)
    assert.match(problem(parseMirrorList('a.io=b.io=c.io')), /is not REGISTRY=MIRROR$/)
    assert.match(problem(parseMirrorList('docker=b.io')), /^"docker" is not a valid HOST\[:PORT\]$/)
    assert.match(
      problem(parseMirrorList('a.io/x=b.io')),
      /^"a\.io\/x" is not a valid HOST\[:PORT\]$/,
    )
    for (const bad of ['hub', 'ftp://b.io', 'b.io/UP', 'b.io//x', 'b.io:x', 'u@b.io', ''])
      assert.match(problem(parseMirrorList(`a.io=${bad}`)), /is not a valid \[http:\/\/\]HOST/, bad)
    assert.equal(problem(parseMirrorFile('[')), 'it is not JSON')
    assert.equal(problem(parseMirrorFile('[]')), 'the document: expected an object')
    assert.equal(problem(parseMirrorFile('{"a.io": "b.io"}')), 'a.io: expected a list')
  })
})

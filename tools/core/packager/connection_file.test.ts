import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findConnection, parseConnectionFile } from './connection_file.ts'

const document = (id: string, uri: string, type = 'docker'): string =>
  `kind: Connection\nid: ${id}\nspec: {type: ${type}, uri: "${uri}", username: u, password: ${id}-secret}\n`

const FILE = [
  document('git', 'https://r.example/x', 'git'),
  document('models', 'r.example/ml/models'),
  document('ml', 'https://r.example/ml'),
  document('other', 'r.example:5000'),
  document('hub', 'docker.io/org'),
].join('---\n')

describe('parseConnectionFile()', () => {
  it('leaves auth files of container tools to others', () => {
    assert.equal(parseConnectionFile('a', '{"auths": {"r.example": {"auth": "eA=="}}}'), undefined)
    assert.equal(parseConnectionFile('a', 'kind: ModelPackaging\n'), undefined)
  })

  it('says where a mistake is, and quotes nothing', () => {
    const parsed = parseConnectionFile('c', `${FILE}---\nkind: Connection\nid: x\nspec: [s3cr3t\n`)
    assert.ok(parsed !== undefined && !parsed.ok)
    assert.match(parsed.failure, /a mistake in line \d+, column \d+$/)
    assert.equal(parsed.failure.includes('s3cr3t'), false)
  })
})

describe('findConnection()', () => {
  const parsed = parseConnectionFile('c', FILE)
  const connections = parsed?.ok === true ? parsed.value : []
  const cases: readonly (readonly [registry: string, name: string, id: string | undefined])[] = [
    ['r.example', 'ml/models/wine', 'models'],
    ['r.example', 'ml/base', 'ml'],
    ['r.example', 'ml', 'ml'],
    // A base is seldom below where images are pushed.
    ['r.example', 'mlops/base', 'models'],
    ['r.example:5000', 'a', 'other'],
    ['docker.io', 'library/python', 'hub'],
    ['evil.r.example', 'ml/models/wine', undefined],
  ]
  for (const [registry, name, id] of cases) {
    it(`finds ${id ?? 'none'} for ${registry}/${name}`, () => {
      assert.equal(findConnection(connections, { registry, name })?.id, id)
    })
  }

  it('reads JSON as well', () => {
    const text = '{"kind": "Connection", "id": "j", "spec": {"type": "docker", "uri": "j.example"}}'
    const json = parseConnectionFile('c.json', text)
    assert.ok(json?.ok === true)
    assert.equal(findConnection(json.value, { registry: 'j.example', name: 'x' })?.id, 'j')
  })
})

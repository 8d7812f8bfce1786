import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { AuthSource } from './auth_file.ts'
import { findAuthSource, parseAuthFile, planLogin, splitUserAndPassword } from './auth_file.ts'

function find(file: object, registry: string, name: string): AuthSource | undefined {
  const parsed = parseAuthFile(JSON.stringify(file))
  assert(parsed.ok)
  return findAuthSource(parsed.value, registry, name)
}

function keyOf(source: AuthSource | undefined): string | undefined {
  return source?.kind === 'entry' ? source.key : undefined
}

describe('findAuthSource', () => {
  const auths = {
    'https://index.docker.io/v1/': { auth: 'aHViOmh1Yg==' },
    'quay.io': { auth: 'YTpi' },
    'quay.io/org': { auth: 'Yzpk' },
    'quay.io/org/team/image': { auth: 'ZTpm' },
    'http://plain:5000/v2/': { username: 'u', password: 'p' },
    'empty.io': {},
  }

  it('prefers the longest path', () => {
    assert.equal(keyOf(find({ auths }, 'quay.io', 'other/x')), 'quay.io')
    assert.equal(keyOf(find({ auths }, 'quay.io', 'org/x')), 'quay.io/org')
    assert.equal(keyOf(find({ auths }, 'quay.io', 'org/team/image')), 'quay.io/org/team/image')
    assert.equal(keyOf(find({ auths }, 'quay.io', 'org/team/image2')), 'quay.io/org')
    assert.equal(keyOf(find({ auths }, 'quay.io', 'organisation/x')), 'quay.io')
  })

  it('knows Docker Hub by its old address', () => {
    assert.equal(keyOf(find({ auths }, 'docker.io', 'library/debian')), 'index.docker.io')
  })

  it('reads keys with a scheme and a version', () => {
    assert.equal(keyOf(find({ auths }, 'plain:5000', 'a')), 'plain:5000')
  })

  it('does not take the entry of another port or host', () => {
    assert.equal(find({ auths }, 'quay.io:443', 'org/x'), undefined)
    assert.equal(find({ auths }, 'evil.quay.io', 'org/x'), undefined)
  })

  it('asks the helper that is named for a registry, before the store for all', () => {
    const file = { auths, credHelpers: { 'gcr.io': 'gcloud' }, credsStore: 'desktop' }
    assert.deepEqual(find(file, 'gcr.io', 'p/i'), {
      kind: 'helper',
      helper: 'gcloud',
      server: 'gcr.io',
      named: true,
    })
    assert.deepEqual(find(file, 'empty.io', 'p/i'), {
      kind: 'helper',
      helper: 'desktop',
      server: 'empty.io',
      named: false,
    })
    assert.deepEqual(find({ credsStore: 'pass' }, 'docker.io', 'a/b'), {
      kind: 'helper',
      helper: 'pass',
      server: 'https://index.docker.io/v1/',
      named: false,
    })
  })

  it('passes over entries without a credential', () => {
    assert.equal(find({ auths }, 'empty.io', 'x'), undefined)
    assert.equal(find({}, 'quay.io', 'x'), undefined)
  })
})

describe('parseAuthFile', () => {
  const bad: readonly (readonly [string, RegExp])[] = [
    ['{', /not JSON/],
    ['[]', /not a JSON object/],
    ['null', /not a JSON object/],
    ['{"auths": []}', /"auths"/],
    ['{"credHelpers": "x"}', /"credHelpers"/],
    ['{"credHelpers": {"a.io": "../../bin/sh"}}', /"a\.io"/],
    ['{"credHelpers": {"a.io": "x y"}}', /"a\.io"/],
    ['{"credsStore": "/bin/sh"}', /"credsStore"/],
    ['{"credsStore": 3}', /"credsStore"/],
  ]
  for (const [text, problem] of bad) {
    it(`refuses ${text}`, () => {
      const parsed = parseAuthFile(text)
      assert(!parsed.ok)
      assert.match(parsed.failure, problem)
    })
  }

  it('never quotes a secret in what it complains about', () => {
    const parsed = parseAuthFile('{"auths": {"a": {"auth": "c2VjcmV0"}}, "credsStore": 1}')
    assert(!parsed.ok)
    assert.doesNotMatch(parsed.failure, /c2VjcmV0/)
  })

  it('never throws', () => {
    fc.assert(
      fc.property(fc.json(), fc.string(), (text, name) => {
        const parsed = parseAuthFile(text)
        if (parsed.ok) findAuthSource(parsed.value, 'a.io', name)
      }),
      { seed: 5, numRuns: 500 },
    )
  })
})

describe('splitUserAndPassword', () => {
  it('splits at the first colon', () => {
    assert.deepEqual(splitUserAndPassword('u:p:q'), { username: 'u', password: 'p:q' })
    assert.deepEqual(splitUserAndPassword('u:'), { username: 'u', password: '' })
    assert.deepEqual(splitUserAndPassword('u:p\0\0'), { username: 'u', password: 'p' })
  })
  it('wants a user', () => {
    assert.equal(splitUserAndPassword(':p'), undefined)
    assert.equal(splitUserAndPassword('nothing'), undefined)
  })
})

describe('planLogin', () => {
  const encoded = Buffer.from('me:secret').toString('base64')

  it('keeps a login in the file where it names no helper, and Docker Hub by its own key', () => {
    const planned = planLogin('', 'docker.io', encoded, undefined)
    assert.ok(planned.ok && planned.value.kind === 'plain')
    const auths = { 'https://index.docker.io/v1/': { auth: encoded } }
    assert.deepEqual(JSON.parse(planned.value.text), { auths })
  })

  it('leaves it to the helper of the registry before the one for all', () => {
    const file = { credsStore: 'all', credHelpers: { 'ghcr.io': 'own' } }
    const planned = planLogin(JSON.stringify(file), 'ghcr.io', encoded, undefined)
    assert.ok(planned.ok && planned.value.kind === 'helper')
    assert.equal(planned.value.helper, 'own')
    assert.ok(!planned.value.text.includes(encoded))
  })

  it('refuses a helper that is no name, and a file that is none', () => {
    assert.deepEqual(planLogin('', 'ghcr.io', encoded, '../x'), {
      ok: false,
      failure: '"../x" is not the name of a helper',
    })
    assert.equal(planLogin('[]', 'ghcr.io', encoded, undefined).ok, false)
  })
})

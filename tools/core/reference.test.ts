import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { digestReference, formatReference, parseReference, parseRepository } from './reference.ts'

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`

describe('parseReference', () => {
  const good: readonly (readonly [string, string])[] = [
    ['debian', 'docker.io/library/debian'],
    ['debian:12', 'docker.io/library/debian:12'],
    ['org/image', 'docker.io/org/image'],
    ['docker.io/debian', 'docker.io/library/debian'],
    ['index.docker.io/org/mnist:a', 'docker.io/org/mnist:a'],
    ['registry-1.docker.io/debian', 'docker.io/library/debian'],
    ['localhost/x', 'localhost/x'],
    ['LOCALHOST/x', 'localhost/x'],
    ['localhost:5000/x:y', 'localhost:5000/x:y'],
    ['GHCR.io/Org'.replace('Org', 'org'), 'ghcr.io/org'],
    ['my.server.com/org/image', 'my.server.com/org/image'],
    ['[::1]:5000/a/b:c', '[::1]:5000/a/b:c'],
    ['[2001:db8::1]/a', '[2001:db8::1]/a'],
    ['host:80/a.b/c_d/e__f/g-h/i--j', 'host:80/a.b/c_d/e__f/g-h/i--j'],
    [`host.io/a@${DIGEST}`, `host.io/a@${DIGEST}`],
    [`host.io/a:t@${DIGEST}`, `host.io/a:t@${DIGEST}`],
    [`h.io/a:${'t'.repeat(128)}`, `h.io/a:${'t'.repeat(128)}`],
  ]
  for (const [text, expected] of good) {
    it(`reads "${text}" as "${expected}"`, () => {
      const parsed = parseReference(text)
      assert(parsed.ok)
      assert.equal(formatReference(parsed.value), expected)
    })
  }

  const bad: readonly (readonly [string, string])[] = [
    ['', 'empty'],
    ['https://ghcr.io/org/x', 'scheme'],
    ['docker://ghcr.io/org/x', 'scheme'],
    ['ghcr.io/Org/x', 'upper-case'],
    ['Org/x', 'upper-case'],
    ['ghcr.io/', 'name'],
    ['ghcr.io//x', 'name'],
    ['ghcr.io/x/', 'name'],
    ['ghcr.io/a..b', 'name'],
    ['ghcr.io/a___b', 'name'],
    ['ghcr.io/-a', 'name'],
    ['ghcr.io/a b', 'name'],
    ['ghcr.io/a\nb', 'name'],
    ['ghcr.io/../x', 'name'],
    [`ghcr.io/${'a'.repeat(256)}`, 'name-length'],
    ['ghcr.io/a:', 'tag'],
    ['ghcr.io/a:.b', 'tag'],
    ['ghcr.io/a:b/c:d:e', 'tag'],
    [`ghcr.io/a:${'t'.repeat(129)}`, 'tag'],
    ['ghcr.io/a@sha256:abc', 'digest'],
    [`ghcr.io/a@sha512:${'0'.repeat(128)}`, 'digest'],
    [`ghcr.io/a@${DIGEST}x`, 'digest'],
    ['host:99999/a', 'registry'],
    ['host:/a', 'registry'],
    ['-host.io/a', 'registry'],
    ['user@host.io/a', 'digest'],
    ['[zz]:1/a', 'registry'],
  ]
  for (const [text, problem] of bad) {
    it(`refuses ${JSON.stringify(text.slice(0, 40))} for its ${problem}`, () => {
      const parsed = parseReference(text)
      assert(!parsed.ok)
      assert.equal(parsed.failure.kind, problem)
    })
  }

  it('gives back every reference that it writes', () => {
    const component = fc.stringMatching(/^[a-z0-9]{1,8}(?:(?:\.|_|__|-{1,3})[a-z0-9]{1,5}){0,2}$/)
    const host = fc.stringMatching(
      /^[a-z0-9]{1,8}(?:-[a-z0-9]{1,3})?\.[a-z]{2,5}(?::[1-9]\d{0,3})?$/,
    )
    const arbitrary = fc.record({
      registry: host,
      name: fc.array(component, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
      tag: fc.option(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/), { nil: undefined }),
    })
    fc.assert(
      fc.property(arbitrary, (reference) => {
        const parsed = parseReference(formatReference({ ...reference, digest: undefined }))
        assert.deepEqual(parsed, { ok: true, value: { ...reference, digest: undefined } })
      }),
      { seed: 1, numRuns: 500 },
    )
  })

  it('never throws, and what it accepts is a fixed point', () => {
    const text = fc.string({
      unit: fc.constantFrom(...Array.from('aZ0.:/@-_[] \n%?#sh256')),
      maxLength: 40,
    })
    fc.assert(
      fc.property(text, (random) => {
        const parsed = parseReference(random)
        if (!parsed.ok) return
        const again = parseReference(formatReference(parsed.value))
        assert.deepEqual(again, parsed)
        assert.match(parsed.value.name, /^[a-z0-9/._-]+$/)
      }),
      { seed: 2, numRuns: 3000 },
    )
  })
})

describe('parseRepository', () => {
  it('reads a repository', () => {
    const parsed = parseRepository('index.docker.io/org/mnist')
    assert.deepEqual(parsed, { ok: true, value: { registry: 'docker.io', name: 'org/mnist' } })
  })

  it('refuses a tag, and says what is left without it', () => {
    assert.deepEqual(parseRepository('h:5000/a/b:v1'), {
      ok: false,
      failure: { kind: 'not-a-repository', repository: 'h:5000/a/b', tag: 'v1' },
    })
  })

  it('refuses a digest', () => {
    assert.deepEqual(parseRepository(`h.io/a@${DIGEST}`), {
      ok: false,
      failure: { kind: 'not-a-repository', repository: 'h.io/a' },
    })
  })
})

it('writes digest references', () => {
  const parsed = parseReference(`h.io/a@${DIGEST}`)
  assert(parsed.ok && parsed.value.digest !== undefined)
  assert.equal(digestReference(parsed.value, parsed.value.digest), `h.io/a@${DIGEST}`)
})

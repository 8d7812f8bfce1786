import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parseChallenges } from './challenge.ts'

describe('parseChallenges', () => {
  it('reads what distribution registries send', () => {
    assert.deepEqual(
      parseChallenges(
        'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push"',
      ),
      [
        {
          scheme: 'bearer',
          parameters: {
            realm: 'https://auth.docker.io/token',
            service: 'registry.docker.io',
            scope: 'repository:a/b:pull,push',
          },
        },
      ],
    )
  })

  it('tells several challenges apart, commas and all', () => {
    const header =
      'Negotiate, Basic realm="a, b \\"c\\" = d" , charset="UTF-8",Bearer realm=x ,  error="invalid_token"'
    assert.deepEqual(parseChallenges(header), [
      { scheme: 'negotiate', parameters: {} },
      { scheme: 'basic', parameters: { realm: 'a, b "c" = d', charset: 'UTF-8' } },
      { scheme: 'bearer', parameters: { realm: 'x', error: 'invalid_token' } },
    ])
  })

  it('skips the token of a scheme that has one', () => {
    assert.deepEqual(parseChallenges('NTLM TlRMTVNTUAAC==, Basic realm="r"'), [
      { scheme: 'ntlm', parameters: {} },
      { scheme: 'basic', parameters: { realm: 'r' } },
    ])
  })

  it('lets the first of two parameters of one name win, names in any case, spaces around the sign', () => {
    assert.deepEqual(parseChallenges('BASIC Realm = "a", realm="b"'), [
      { scheme: 'basic', parameters: { realm: 'a' } },
    ])
  })

  it('keeps parameters with the names of object members apart', () => {
    const [challenge] = parseChallenges('Bearer __proto__="x", constructor="y"')
    assert.deepEqual(Object.entries(challenge?.parameters ?? {}), [
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ])
  })

  it('finds nothing in nothing', () => {
    assert.deepEqual(parseChallenges(''), [])
    assert.deepEqual(parseChallenges(' , ,'), [])
  })

  it('gives back what it was written from', () => {
    const token = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}$/)
    const value = fc.string({ maxLength: 20 })
    const challenge = fc.record({
      scheme: token,
      parameters: fc.uniqueArray(fc.tuple(token, value), {
        minLength: 1,
        maxLength: 4,
        selector: ([name]) => name,
      }),
    })
    const quote = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`
    fc.assert(
      fc.property(fc.array(challenge, { maxLength: 4 }), (challenges) => {
        const header = challenges
          .map(({ scheme, parameters }) => {
            const pairs = parameters.map(([name, text]) => `${name}=${quote(text)}`)
            return `${scheme} ${pairs.join(', ')}`
          })
          .join(', ')
        const expected = challenges.map(({ scheme, parameters }) => ({
          scheme,
          parameters: Object.fromEntries(parameters),
        }))
        assert.deepEqual(parseChallenges(header), expected)
      }),
      { seed: 3, numRuns: 500 },
    )
  })

  it('comes to an end whatever it reads', () => {
    const text = fc.string({
      unit: fc.constantFrom(...Array.from('Bab="\\, \t/+~é\n')),
      maxLength: 60,
    })
    fc.assert(
      fc.property(text, (random) => {
        for (const { scheme } of parseChallenges(random)) assert.match(scheme, /^[^\s,="]+$/)
      }),
      { seed: 4, numRuns: 3000 },
    )
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { normalizedName, parseRequirement, printRequirement } from './requirement.ts'

const PRINTED: readonly (readonly [text: string, printed: string])[] = [
  ['Scikit_Learn', 'scikit-learn'],
  ['a.b >= 1.0 , < 2', 'a-b>=1.0,<2'],
  ['a (>=1)', 'a>=1'],
  ['uvicorn [Standard, http.tools,standard] ~=0.30', 'uvicorn[http-tools,standard]~=0.30'],
  ["a==1.* ; python_version < '3.9'", "a==1.* ; python_version < '3.9'"],
  ['a===1+local', 'a===1+local'],
  ['a @ file:///x/a-1.whl ; os_name == "nt"', 'a @ file:///x/a-1.whl ; os_name == "nt"'],
  ['a@https://h/a.whl#sha256=x', 'a @ https://h/a.whl#sha256=x'],
  ['a[]', 'a'],
]

describe('requirements', () => {
  for (const [text, printed] of PRINTED)
    it(text, () => {
      const parsed = parseRequirement(text)
      assert.ok(parsed.ok)
      assert.equal(printRequirement(parsed.value), printed)
    })

  it('are refused where they are none', () => {
    for (const [text, why] of [
      ['', 'it does not start with a name'],
      ['>=1', 'it does not start with a name'],
      ['a b', '"b" is not a condition on a version'],
      ['a=1', '"=1" is not a condition on a version'],
      ['a>=1 2', '">=1 2" is not a condition on a version'],
      ['a[x y]', '"x y" is not the name of an extra'],
      ['a ; python', '"python" is not a marker'],
    ] as const)
      assert.deepEqual(parseRequirement(text), { ok: false, failure: why }, text)
  })

  const name = fc.stringMatching(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,8}[A-Za-z0-9])?$/)
  const clause = fc
    .tuple(fc.constantFrom('==', '>=', '<', '!=', '~='), fc.stringMatching(/^\d{1,2}(?:\.\d)?$/))
    .map((parts) => parts.join(''))
  const requirement = fc
    .tuple(name, fc.array(name, { maxLength: 3 }), fc.array(clause, { maxLength: 3 }))
    .map(([about, extras, clauses]) => {
      return `${about}${extras.length > 0 ? `[${extras.join(', ')}]` : ''} ${clauses.join(', ')}`
    })

  it('stay what they are when they are printed and read again', () => {
    fc.assert(
      fc.property(requirement, (text) => {
        const first = parseRequirement(text)
        assert.ok(first.ok, text)
        assert.deepEqual(parseRequirement(printRequirement(first.value)), first)
      }),
    )
  })

  it('have names that differ in letters and digits alone', () => {
    fc.assert(
      fc.property(name, fc.constantFrom('-', '_', '.', '-_.'), (text, between) => {
        const once = normalizedName(text)
        assert.equal(normalizedName(once), once)
        assert.equal(normalizedName(text.replaceAll(/[-_.]+/g, between).toUpperCase()), once)
      }),
    )
  })
})

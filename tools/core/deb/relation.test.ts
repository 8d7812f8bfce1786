import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { admitsVersion, parseRelation, parseRelations, printRelation } from './relation.ts'

test('a field of relations is read as needs of alternatives', () => {
  deepEqual(parseRelations('libc6 (>= 2.36), debconf (>= 0.5) | debconf-2.0, python3:any,'), [
    [{ name: 'libc6', operator: '>=', version: '2.36' }],
    [{ name: 'debconf', operator: '>=', version: '0.5' }, { name: 'debconf-2.0' }],
    [{ name: 'python3' }],
  ])
  deepEqual(parseRelations(''), [])
})

test('a relation is printed as it is written', () => {
  for (const text of ['libc6', 'libstdc++6 (>= 12)', 'gcc-12-base (= 12.2.0-14)', 'a0 (<< 1:2~)']) {
    const relation = parseRelation(text)
    equal(relation && printRelation(relation), text)
  }
})

test('what is not a relation is none', () => {
  for (const text of ['', 'Lib', 'lib foo', 'lib (1.0)', '-lib', 'lib (>= )'])
    equal(parseRelation(text), undefined, text)
})

test('a version fits by its operator; < and > include the version', () => {
  const fits = (text: string): string =>
    ['1.9', '2.0', '2.1']
      .filter((version) => {
        const relation = parseRelation(`lib ${text}`.trim())
        return relation !== undefined && admitsVersion(relation, version)
      })
      .join(' ')
  equal(fits(''), '1.9 2.0 2.1')
  equal(fits('(<< 2.0)'), '1.9')
  equal(fits('(<= 2.0)'), '1.9 2.0')
  equal(fits('(= 2.0)'), '2.0')
  equal(fits('(>= 2.0)'), '2.0 2.1')
  equal(fits('(>> 2.0)'), '2.1')
  equal(fits('(< 2.0)'), '1.9 2.0')
  equal(fits('(> 2.0)'), '2.0 2.1')
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { directoriesFor, missingWheels, parsePackagesLabel, pathFile } from './base_packages.ts'

const LABEL = JSON.stringify({
  '/opt/cache/lib/python3.11/site-packages': ['numpy==1.26.4', 'Scikit_Learn==1.4'],
  '/opt/old/lib/python3.9/site-packages': ['scipy==1.11'],
  '/opt/plain': ['flask==3.0'],
})

describe('the label of packages', () => {
  const parsed = parsePackagesLabel(LABEL)
  const base = parsed.ok ? directoriesFor(parsed.value, { version: '3.11' }) : []

  it('leaves out what the base has, and names what it has in another version', () => {
    const wheels = ['numpy-1.26.4', 'scikit_learn-1.5.2', 'scipy-1.11', 'flask-3.0', 'joblib-1.0']
    const files = wheels.map((wheel) => `a/${wheel}-py3-none-any.whl`)
    assert.deepEqual(missingWheels(files, base, undefined), {
      wheels: [files[1], files[2], files[4]],
      others: [{ name: 'scikit-learn', wanted: '1.5.2', found: '1.4' }],
    })
  })

  it('keeps the wheel whose program is started', () => {
    const file = 'flask-3.0-py3-none-any.whl'
    assert.deepEqual(missingWheels([file], base, 'flask').wheels, [file])
  })

  it('names the directories of the right Python', () => {
    assert.equal(
      pathFile(base),
      'import site; site.addsitedir("/opt/cache/lib/python3.11/site-packages"); site.addsitedir("/opt/plain")\n',
    )
  })

  const refused: readonly (readonly [string, RegExp])[] = [
    ['numpy==1', /not JSON/],
    ['[]', /not an object/],
    ['{"opt": []}', /"opt" is not an absolute directory/],
    ['{"/opt": "numpy==1"}', /list of NAME==VERSION/],
    ['{"/opt": ["numpy>=1"]}', /list of NAME==VERSION/],
  ]
  for (const [text, problem] of refused) {
    it(`refuses ${text}`, () => {
      const read = parsePackagesLabel(text)
      assert.match(read.ok ? '' : read.failure, problem)
    })
  }
})

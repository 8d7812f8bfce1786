import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Mistakes } from '../document/mistakes.ts'
import { formatPosition } from '../document/node.ts'
import { readCondaEnvironment } from './conda.ts'
import { printRequirement } from './requirement.ts'

interface Read {
  readonly requirements: readonly string[]
  readonly problems: readonly string[]
}

function read(text: string, python = '3.11'): Read {
  const mistakes = new Mistakes()
  const lines = readCondaEnvironment(text, 'c.yaml', python, mistakes)
  return {
    requirements: lines.flatMap((line) =>
      line.kind === 'requirement' ? [printRequirement(line.requirement)] : [line.kind],
    ),
    problems: mistakes.errors.map(({ at, problem }) => `${formatPosition(at)}: ${problem}`),
  }
}

const MAPPED: readonly (readonly [spec: string, requirement: string | undefined])[] = [
  ['numpy', 'numpy'],
  ['NumPy', 'numpy'],
  ['conda-forge::numpy', 'numpy'],
  ['numpy=1.26', 'numpy==1.26.*'],
  ['numpy 1.26.*', 'numpy==1.26.*'],
  ['numpy=1.26.*', 'numpy==1.26.*'],
  ['numpy==1.26.4', 'numpy==1.26.4'],
  ['numpy=1.26.4=*', 'numpy==1.26.4.*'],
  ['numpy >=1.20, <2', 'numpy>=1.20,<2'],
  ['numpy>=1.20,!=1.21.*', 'numpy>=1.20,!=1.21.*'],
  ['numpy *', 'numpy'],
  ['pytorch=2.1', 'torch==2.1.*'],
  ['importlib_metadata', 'importlib-metadata'],
  ['uvicorn-standard', 'uvicorn[standard]'],
  ['librosa', 'librosa'],
  ['python=3.11', undefined],
  ['python=3.11.4', undefined],
  ['python>=3.9', undefined],
  ['python', undefined],
  ['pip', undefined],
  ['pip=23', undefined],
]

const REFUSED: readonly (readonly [spec: string, problem: string])[] = [
  ['cudatoolkit=11.8', 'it is not a Python package of an index'],
  ['libgcc-ng', 'it is not a Python package of an index'],
  ['openssl', 'it is not a Python package of an index'],
  ['_openmp_mutex', 'it is not a Python package of an index'],
  ['r-base', 'it is not a Python package of an index'],
  ['numpy=1.26.4=py311h64a7726_0', 'an index has no builds such as "py311h64a7726_0"'],
  ['numpy=1.2|=1.3', '"|" has no counterpart'],
  ['numpy >', '">" is not a condition on a version'],
  ['numpy[version=1]', 'it is not NAME with versions'],
  ['=1.2', 'it is not NAME with versions'],
  ['python=3.9', 'wheels are chosen for Python 3.11'],
  ['python==3.10.2', 'wheels are chosen for Python 3.11'],
]

describe('a conda environment', () => {
  for (const [spec, requirement] of MAPPED)
    it(`has ${spec} as ${requirement ?? 'nothing'}`, () => {
      assert.deepEqual(read(`dependencies: ["${spec}"]\n`), {
        requirements: requirement === undefined ? [] : [requirement],
        problems: [],
      })
    })

  for (const [spec, problem] of REFUSED)
    it(`cannot have ${spec}`, () => {
      assert.deepEqual(read(`dependencies:\n  - "${spec}"\n`), {
        requirements: [],
        problems: [`c.yaml:2:5: cannot use "${spec}": ${problem}`],
      })
    })

  it('has what its list of pip says, as pip reads it', () => {
    const text = [
      'name: x',
      'channels: [conda-forge]',
      'dependencies:',
      '  - numpy',
      '  - pip:',
      '      - torch>=2 ; python_version > "3"',
      '      - -r more.txt',
      '      - --index-url https://h',
      '      - git+https://h/x',
    ]
    const { requirements, problems } = read(text.join('\n'))
    assert.deepEqual(requirements, ['numpy', 'torch>=2 ; python_version > "3"', 'include'])
    assert.deepEqual(problems, [
      'c.yaml:8:9: cannot use "--index-url": indexes are those of the machine, and the lock names none',
      'c.yaml:9:9: cannot use "git+https://h/x": it is a place, not a name, and nothing is built',
    ])
  })

  it('is refused as a whole where it is none', () => {
    assert.deepEqual(read('- numpy\n').problems.length, 1)
    assert.deepEqual(read('dependencies: numpy\n').problems.length, 1)
    assert.deepEqual(read('dependencies:\n  - npm: [x]\n').problems.length, 1)
    assert.deepEqual(read('variables: {A: b}\n').problems, ['c.yaml:1:1: unknown key "variables"'])
    assert.deepEqual(read('name: x\n'), { requirements: [], problems: [] })
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Mistakes } from '../../document/mistakes.ts'
import { formatPosition } from '../../document/node.ts'
import { readBentofilePackages } from './packages.ts'
import { printRequirement } from '../../python/requirement.ts'

interface Read {
  readonly requirements: readonly string[]
  readonly files: readonly string[]
  readonly problems: readonly string[]
}

function read(...lines: readonly string[]): Read {
  const mistakes = new Mistakes()
  const found = readBentofilePackages(lines.join('\n'), 'b.yaml', '3.11', mistakes)
  return {
    requirements: found.lines.flatMap((line) =>
      line.kind === 'requirement' ? [printRequirement(line.requirement)] : [line.kind],
    ),
    files: [...found.requirements, ...found.conda].map(({ path }) => path),
    problems: mistakes.errors.map(({ at, problem }) => `${formatPosition(at)}: ${problem}`),
  }
}

describe('packages of a bentofile', () => {
  it('are its own list, its conda part, and BentoML', () => {
    assert.deepEqual(
      read(
        'service: "service:Svc"',
        'python:',
        '  packages: ["numpy<2", "scikit-learn ; sys_platform == \'linux\'"]',
        '  lock_packages: true',
        'conda:',
        '  dependencies: [pandas=2.1, python=3.11]',
        '  pip: [uvicorn]',
        'docker: {python_version: 3.11}',
      ),
      {
        requirements: [
          'numpy<2',
          "scikit-learn ; sys_platform == 'linux'",
          'pandas==2.1.*',
          'uvicorn',
          'bentoml',
        ],
        files: [],
        problems: [],
      },
    )
  })

  it('are in files that it names', () => {
    assert.deepEqual(
      read('python: {requirements_txt: ./r.txt}', 'conda: {environment_yml: env.yml}'),
      { requirements: ['bentoml'], files: ['./r.txt', 'env.yml'], problems: [] },
    )
  })

  it('are BentoML alone where it says nothing of them', () => {
    const nothing = { requirements: ['bentoml'], files: [], problems: [] }
    assert.deepEqual(read('service: "service:Svc"'), nothing)
    assert.deepEqual(read('python:', 'conda:', 'docker:'), nothing)
    assert.deepEqual(read('python: {wheels: [], index_url: null, packages: null}'), nothing)
  })

  it('have all mistakes with their places', () => {
    const { problems } = read(
      'python:',
      '  packages: [numpy, "a b"]',
      '  requirements_txt: r.txt',
      '  index_url: https://h/simple',
      '  pip_args: "--pre"',
      '  wheels: [x.whl]',
      '  pakages: [typo]',
      'conda:',
      '  channels: [conda-forge]',
      '  environment_yml: env.yml',
      '  dependencies: [cudatoolkit]',
      '  pip: [x]',
      'docker: {python_version: "3.9"}',
    )
    assert.deepEqual(problems, [
      'b.yaml:2:13: cannot use "packages" beside "requirements_txt"',
      'b.yaml:4:3: cannot use "index_url": indexes are those of the machine, and the lock names none',
      'b.yaml:5:3: cannot use "pip_args": wheels are unpacked, and pip is not run',
      'b.yaml:6:3: cannot use "wheels": they are files of the build',
      'b.yaml:7:3: unknown key "pakages"',
      'b.yaml:9:13: cannot use "channels": packages come as wheels, not from conda',
      'b.yaml:11:17: cannot use "dependencies" beside "environment_yml"',
      'b.yaml:12:8: cannot use "pip" beside "environment_yml"',
      'b.yaml:13:26: python_version is 3.9, but wheels are for Python 3.11',
    ])
    assert.equal(read('- service').problems.length, 1)
    assert.equal(read('python: [numpy]').problems.length, 1)
    assert.equal(read('python: {packages: ["a b"]}').problems.length, 1)
  })
})

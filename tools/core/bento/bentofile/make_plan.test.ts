import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { TestProject } from './testing/read_plan.ts'
import { readPlan } from './testing/read_plan.ts'

const SERVE = 'import bentoml\n\n@bentoml.service\nclass Svc:\n    pass\n'
const MODEL =
  'name: sun\nversion: v1\ncontext:\n  framework_versions:\n    scikit-learn: 1.5.0\n  python_version: 3.11.2\n'

/** A project whose bentofile has a service, and what a row adds to it. */
function project(added: string, more: Partial<TestProject> = {}): TestProject {
  return {
    ...more,
    files: { 'bentofile.yaml': `service: serve:Svc\n${added}`, 'serve.py': SERVE, ...more.files },
  }
}

describe('planBento', () => {
  it('takes all keys', () => {
    const text = `name: Celestial-Bodies
description: "file: ./ABOUT.md"
labels: {owner: me, stage: 2}
include: ["*.py", data/, pack, "!drop.py"]
exclude: ["*_test.py"]
models:
  - sun:v1
  - {tag: MOON, alias: m}
envs:
  - {name: ALL, value: a}
  - {name: BUILD, value: b, stage: build}
  - {name: RUN, value: 7, stage: runtime}
  - name: GIVEN
args: {depth: 2, names: [x]}
python:
  packages: ["numpy>=2", "bentoml", "scikit-learn ; python_version < '3.12'"]
docker:
  distro: debian
  python_version: "3.11"
  cuda_version: 12
  env: {MODE: fast, DEBUG: "yes"}
  system_packages: [libgomp1]
`
    const { plan, errors, warnings } = readPlan(
      project(text, {
        files: {
          'ABOUT.md': '# About\n',
          'a_test.py': '',
          'data/x.csv': '1\n',
          'data/.bentoignore': 'y.csv\n',
          'data/y.csv': '',
          'drop.py': '',
          'pack/in.py': '',
          'pack/__pycache__/in.pyc': '',
          'other.txt': '',
        },
        models: { 'a/model.yaml': MODEL, 'b/model.yaml': 'name: moon\nversion: v3\n' },
        facts: { cuda: '12.9' },
      }),
    )
    assert.deepEqual([errors, warnings], [[], []])
    assert.deepEqual(plan, {
      version: 1,
      service: 'serve:Svc',
      name: 'celestial-bodies',
      description: '# About\n',
      labels: { owner: 'me', stage: '2' },
      included: ['data/.bentoignore', 'data/x.csv', 'pack/in.py', 'serve.py'],
      srcLayout: false,
      models: [{ tag: 'sun:v1' }, { tag: 'moon:v3', alias: 'm' }],
      env: { MODE: 'fast', DEBUG: 'yes', ALL: 'a', RUN: '7' },
      buildEnv: { ALL: 'a', BUILD: 'b' },
      envs: [
        { name: 'ALL', value: 'a', stage: 'all' },
        { name: 'BUILD', value: 'b', stage: 'build' },
        { name: 'RUN', value: '7', stage: 'runtime' },
        { name: 'GIVEN', value: '', stage: 'all' },
      ],
      args: { depth: 2, names: ['x'] },
      pythonVersion: '3.11',
      cudaVersion: '12.8.1',
      distro: 'debian',
      systemPackages: ['libgomp1'],
      requirements: ['numpy>=2', "scikit-learn ; python_version < '3.12'"],
      bentomlVersion: '1.4.39',
    })
  })

  it('reads pyproject.toml, and the dependencies of the project', () => {
    const text = `[project]
name = "Planets"
dependencies = ["numpy==2.1.0"]
[tool.bentoml.build]
service = "serve:Svc"
include = ["src/"]
[tool.bentoml.build.python]
packages = ["scikit-learn"]
[[tool.bentoml.build.envs]]
name = "A"
value = "1"
`
    const { plan, errors } = readPlan({
      bentofile: 'pyproject.toml',
      files: { 'pyproject.toml': text, 'src/serve.py': SERVE },
    })
    assert.deepEqual(errors, [])
    assert.equal(plan?.name, 'planets')
    assert.equal(plan.srcLayout, true)
    assert.deepEqual(plan.included, ['src/serve.py'])
    assert.deepEqual(plan.requirements, ['scikit-learn', 'numpy==2.1.0'])
    assert.deepEqual(plan.env, { A: '1' })
  })

  const accepted: readonly (readonly [string, TestProject, (plan: object) => unknown, unknown])[] =
    [
      [
        'everything without include',
        project('', { files: { 'a/b.txt': '', '.git/HEAD': '', 'venv/x': '', '.hidden': '' } }),
        (plan) => 'included' in plan && plan.included,
        ['.hidden', 'a/b.txt', 'bentofile.yaml', 'serve.py'],
      ],
      [
        'a directory that include takes out again',
        project('include: ["*", "!data/"]\n', { files: { 'data/x': '', 'a/data/y': '' } }),
        (plan) => 'included' in plan && plan.included,
        ['bentofile.yaml', 'serve.py'],
      ],
      [
        'a secret that is named',
        project('include: [serve.py, cert.pem]\n', { files: { 'cert.pem': '', '.env': '' } }),
        (plan) => 'included' in plan && plan.included,
        ['cert.pem', 'serve.py'],
      ],
      [
        'an example of variables',
        project('', { files: { '.env.example': '' } }),
        (plan) => 'included' in plan && plan.included,
        ['.env.example', 'bentofile.yaml', 'serve.py'],
      ],
      [
        'a service without a name',
        { files: { 'bentofile.yaml': 'service: serve\n', 'serve.py': SERVE } },
        (plan) => 'service' in plan && plan.service,
        'serve',
      ],
      [
        'a service in a package',
        { files: { 'bentofile.yaml': 'service: a.b:Svc\n', 'a/b/__init__.py': SERVE } },
        (plan) => 'service' in plan && plan.service,
        'a.b:Svc',
      ],
      [
        'a service by its file',
        { files: { 'bentofile.yaml': 'service: a/b.py:Svc\n', 'a/b.py': SERVE } },
        (plan) => 'service' in plan && plan.service,
        'a/b.py:Svc',
      ],
      [
        'a service of a wheel',
        {
          files: { 'bentofile.yaml': 'service: own_service.main:Svc\n' },
          facts: {
            wheels: new Map([
              ['own-service', '1'],
              ['bentoml', '1.4.39'],
            ]),
          },
        },
        (plan) => 'service' in plan && plan.service,
        'own_service.main:Svc',
      ],
      [
        'python_version as a number that is what it says',
        project('docker: {python_version: 3.11}\n'),
        (plan) => 'pythonVersion' in plan && plan.pythonVersion,
        '3.11',
      ],
      [
        'a list of variables',
        project('docker: {env: [A=b, "C=/x/y-1.2,3"]}\n'),
        (plan) => 'env' in plan && plan.env,
        { A: 'b', C: '/x/y-1.2,3' },
      ],
      [
        'a file of variables',
        project('docker: {env: vars}\n', {
          files: {
            vars: '# what it is\nexport A=1\nB: two words # why\nC="q \\"x\\""\nD=\'$A\'\nE=${A}-$B\nF=\\$A\n\nG=\n',
          },
        }),
        (plan) => 'env' in plan && plan.env,
        { A: '1', B: 'two words', C: 'q "x"', D: '$A', E: '1-two words', F: '$A', G: '' },
      ],
      [
        'requirements in files',
        project('python: {requirements_txt: req/main.txt}\n', {
          files: {
            'req/main.txt': '-r more.txt\nnumpy\n-c c.txt\n',
            'req/more.txt': 'scikit-learn~=1.5\n',
          },
        }),
        (plan) => 'requirements' in plan && plan.requirements,
        ['scikit-learn~=1.5', 'numpy'],
      ],
      [
        'packages of conda',
        project('conda: {dependencies: [numpy=2.1, python=3.11, {pip: [scikit-learn]}]}\n'),
        (plan) => 'requirements' in plan && plan.requirements,
        ['numpy==2.1.*', 'scikit-learn'],
      ],
      [
        'an environment of conda',
        project('conda: {environment_yml: environment.yml}\n', {
          files: { 'environment.yml': 'channels: [conda-forge]\ndependencies: [numpy]\n' },
        }),
        (plan) => 'requirements' in plan && plan.requirements,
        ['numpy'],
      ],
      [
        'a base that the rule has, too',
        project('docker: {base_image: "python:3.11-slim"}\n', {
          facts: { base: true, baseReference: 'docker.io/library/python:3.11-slim' },
        }),
        (plan) => 'baseImage' in plan && plan.baseImage,
        'python:3.11-slim',
      ],
      [
        'CUDA that wheels bring',
        project('docker: {cuda_version: "12.6"}\n', {
          facts: {
            wheels: new Map([
              ['bentoml', '1.4.39'],
              ['nvidia-cuda-runtime-cu12', '12.4.127'],
            ]),
          },
        }),
        (plan) => 'cudaVersion' in plan && plan.cudaVersion,
        '12.6.3',
      ],
      [
        'a model that another build of the framework saved',
        project('models: [sun]\n', {
          models: { 'model.yaml': MODEL.replace('1.5.0', '1.5.0+cpu') },
        }),
        (plan) => 'models' in plan && plan.models,
        [{ tag: 'sun:v1' }],
      ],
    ]
  for (const [what, given, pick, expected] of accepted) {
    it(`takes ${what}`, () => {
      const { plan, errors } = readPlan(given)
      assert.deepEqual(errors, [])
      assert.ok(plan !== undefined)
      assert.deepEqual(pick(plan), expected)
    })
  }

  const warned: readonly (readonly [string, TestProject, readonly RegExp[]])[] = [
    [
      'a file above 10 MiB',
      project('include: ["*"]\n', {
        files: { 'data/big.bin': '' },
        sizes: { 'data/big.bin': 11e6 },
      }),
      [/^bentofile\.yaml:2:10: File size is larger than 10MiB: data\/big\.bin$/],
    ],
    [
      'packages that are not to be locked',
      project('python: {lock_packages: false}\n'),
      [/^bentofile\.yaml:2:25: packages are locked, though lock_packages is false$/],
    ],
    [
      'truth values that are texts',
      project('labels: {a: yes}\n'),
      [/^bentofile\.yaml:2:13: the label "a" is the text "True"/],
    ],
    [
      'a secret in a variable',
      project('envs:\n- {name: HF_TOKEN, value: abc}\n'),
      [/^bentofile\.yaml:3:10: the value of "HF_TOKEN" becomes a part of the image/],
    ],
    [
      'a model of another Python',
      project('', { models: { 'm/model.yaml': MODEL.replace('3.11.2', '3.9.1') } }),
      [/^m\/model\.yaml:6:19: sun:v1 was saved by Python 3\.9\.1, and the image has 3\.11\.2$/],
    ],
  ]
  for (const [what, given, expected] of warned) {
    it(`warns of ${what}`, () => {
      const { errors, warnings } = readPlan(given)
      assert.deepEqual(errors, [])
      assert.equal(warnings.length, expected.length, warnings.join('\n'))
      for (const [index, pattern] of expected.entries())
        assert.match(warnings[index] ?? '', pattern)
    })
  }
})

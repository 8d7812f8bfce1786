import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { TestProject } from './testing/read_plan.ts'
import { readPlan } from './testing/read_plan.ts'

const SERVE = '@bentoml.service\nclass Svc:\n    pass\n'
const MODEL =
  'name: sun\nversion: v1\ncontext:\n  framework_versions:\n    scikit-learn: 1.4.2\n    xgboost: "2.0"\n'

/** What is on the first line; rows begin on the second. */
const SERVICE = 'service: serve:Svc\n'

type Row = readonly [
  what: string,
  /** The bentofile below its service. */
  text: string,
  /** Behind `bentofile.yaml:`. */
  errors: readonly (RegExp | string)[],
  more?: Partial<TestProject>,
]

/** What BentoML makes an unusable Bento of in silence, or says without a place. */
const INCLUDE: readonly Row[] = [
  [
    'an include without a file',
    'include: [serve.py, nope.py]\n',
    ['2:21: "nope.py" matches no file'],
  ],
  [
    'an include that matches nothing at all',
    'include: ["*.java"]\n',
    [
      '1:10: Failed to import module "serve": it is not among the files of the Bento',
      '2:10: no file is included',
      '2:11: "*.java" matches no file',
    ],
  ],
  [
    'an absolute path',
    'include: [/home/me/x.py, serve.py]\n',
    ['2:11: "/home/me/x.py" matches no file'],
  ],
  [
    'a path that begins with "./"',
    'include: [./serve.py, "*"]\n',
    ['2:11: "./serve.py" matches no file'],
  ],
  [
    'a service that is not included',
    'exclude: [serve.py]\n',
    ['1:10: Failed to import module "serve": it is not among the files of the Bento'],
  ],
  [
    'an include that is a text',
    'include: serve.py\n',
    ['2:10: include must be a list, not the text "serve.py"'],
  ],
  [
    'an exclude that is a text',
    'exclude: a.txt\n',
    ['2:10: exclude must be a list, not the text "a.txt"'],
  ],
  [
    'a path outside of the build context',
    "include: ['../x', serve.py]\n",
    ['2:11: Paths outside of the build context directory cannot be included'],
  ],
  [
    'an exclude outside of it',
    'exclude: [../x]\n',
    ['2:11: Paths outside of the build context directory cannot be included'],
  ],
  [
    'an item that is a number',
    'include: [1.10, serve.py]\n',
    ['2:11: an item of include must be a text, not the number 1.10'],
  ],
  [
    'a pattern that is not whole',
    'exclude: ["a\\\\"]\n',
    ['2:11: cannot use "a\\": it is not whole'],
  ],
  [
    'a set that is negated',
    'exclude: ["[!a]"]\n',
    [/^2:11: cannot use "\[!a\]": sets of characters that begin/],
  ],
]

const SECRETS: readonly Row[] = [
  ...[
    '.env',
    '.env.local',
    'prod.env',
    'conf/.env',
    'id_rsa',
    '.ssh/id_ed25519',
    'cert.pem',
    'tls.key',
  ],
  ...['.netrc', '.pypirc', '.aws/credentials', '.docker/config.json', 'service-account.json'],
].map((path): Row => [
  `the secret ${path}`,
  '',
  [`1:1: "${path}" looks like a secret, and would be in the Bento and its image`],
  { files: { [path]: '' } },
])

const TOP: readonly Row[] = [
  ['an unknown key', 'unknown_key: 1\n', ['2:1: unknown key "unknown_key"']],
  ['a duplicate key', 'name: a\nname: b\n', ['3:1: duplicate key "name"']],
  [
    'a duplicate key in a part',
    'docker:\n  distro: debian\n  distro: debian\n',
    ['4:3: duplicate key "distro"'],
  ],
  [
    'a name that is no tag',
    'name: Bad Name!\n',
    [/^2:7: Bad Name! is not a valid BentoML tag: its name must consist of/],
  ],
  ['a name that is a number', 'name: 3\n', ['2:7: name must be a text, not the number 3']],
  ['labels that are a list', 'labels: [a]\n', ['2:9: labels must be a mapping, not a list']],
  [
    'a label without a value',
    'labels: {a: }\n',
    ['2:13: the label "a" must be a text, not nothing'],
  ],
  [
    'a label that loses a zero',
    'labels: {a: 1.10}\n',
    ['2:13: the label "a" is the number 1.1, not "1.10"'],
  ],
  [
    'a description whose file is missing',
    'description: "file: ./NOPE.md"\n',
    ['2:14: cannot read "NOPE.md": there is no such file among the sources'],
  ],
  ['args that are a list', 'args: [1]\n', ['2:7: args must be a mapping, not a list']],
  ['syntax', 'labels: [a\n', [/^\d+:\d+: /]],
  ['docker that is a list', 'docker: []\n', ['2:9: docker must be a mapping, not a list']],
  [
    'all at once',
    'nmae: x\ndocker: {foo: 1, distro: gentoo}\nmodels: [nope]\n',
    [
      '2:1: unknown key "nmae"',
      '3:10: unknown key "foo"',
      /^3:26: 'distro' must be in/,
      '4:10: Model nope:latest could not be found',
    ],
  ],
]

const SERVICES: readonly Row[] = [
  [
    'a module that is not there',
    'service: nope:Svc\n',
    ['1:10: Failed to import module "nope": it is not among the files of the Bento'],
  ],
  [
    'a name that is not there',
    'service: serve:Nope\n',
    ['1:10: Attribute "Nope" not found in module "serve"'],
  ],
  ['no service', 'name: x\n', ['1:1: Missing required build config field "service"']],
  ['a service that is no place', 'service: "a b:c"\n', ['1:10: cannot read "a b:c" as a service']],
  ['two names', 'service: serve:Svc:x\n', ['1:10: cannot read "serve:Svc:x" as a service']],
  ['nothing', '', ['1:1: the bentofile is empty']],
  ['a comment alone', '# nothing\n', ['1:1: the bentofile is empty']],
  ['a list', '- a\n', ['1:1: a bentofile must be a mapping, not a list']],
  ['two documents', `${SERVICE}---\n${SERVICE}`, ['3:1: a second document: a bentofile has one']],
]

const DOCKER: readonly Row[] = [
  ['an unknown key', 'docker: {foo: 1}\n', ['2:10: unknown key "foo"']],
  [
    'a value with a space in a list',
    "docker: {env: ['FOO=has space']}\n",
    ['2:16: All value in `env` list must follow format ENV=VALUE'],
  ],
  [
    'a variable without a value in a list',
    'docker: {env: [FOO]}\n',
    ['2:16: All value in `env` list must follow format ENV=VALUE'],
  ],
  [
    'a file of variables that is missing',
    'docker: {env: .env}\n',
    ["2:15: '.env' is not a valid '.env' file path"],
  ],
  [
    'a variable that is null',
    'docker: {env: {A: }}\n',
    ['2:19: the value of "A" must be a text, not nothing'],
  ],
  [
    'a number that loses a zero',
    'docker: {env: {A: 3.10}}\n',
    ['2:19: the value of "A" is the number 3.1, not "3.10"'],
  ],
  [
    'a name that is none',
    'docker: {env: {"A-B": x}}\n',
    ['2:16: "A-B" is not the name of a variable'],
  ],
  ['a variable twice in a list', 'docker: {env: [A=1, A=2]}\n', ['2:21: duplicate variable "A"']],
  [
    'env that is a number',
    'docker: {env: 3}\n',
    ['2:15: env must be a list, a mapping or a file, not the number 3'],
  ],
  [
    'another distro',
    'docker: {distro: gentoo}\n',
    [/^2:18: 'distro' must be in \[.*\] \(got 'gentoo'\)$/],
  ],
  ...['amazonlinux', 'alpine', 'ubi8'].map((distro): Row => [
    distro,
    `docker: {distro: ${distro}}\n`,
    [`2:18: cannot make an image of ${distro}: interpreters are those of Debian`],
  ]),
  [
    'a CUDA that is none',
    'docker: {cuda_version: 9.9}\n',
    ['2:24: Unsupported cuda version: "9.9"'],
  ],
  [
    'CUDA without a runtime',
    'docker: {cuda_version: 12.1}\n',
    ['2:24: cuda_version is 12.1.1, and the image has no CUDA'],
  ],
  [
    'CUDA of another major version',
    'docker: {cuda_version: 12}\n',
    ['2:24: cuda_version is 12.8.1, and the image has CUDA 13.5'],
    { facts: { cuda: '13.5' } },
  ],
  [
    'an old Python',
    'docker: {python_version: "3.6"}\n',
    ['2:26: python_version is 3.6, and the interpreter is Python 3.11.2'],
  ],
  [
    'another patch of Python',
    'docker: {python_version: 3.11.7}\n',
    ['2:26: python_version is 3.11.7, and the interpreter is Python 3.11.2'],
  ],
  [
    '3.10 as a number',
    'docker: {python_version: 3.10}\n',
    ['2:26: python_version is the number 3.1, not "3.10"'],
  ],
  [
    'a version that is none',
    'docker: {python_version: three}\n',
    ['2:26: cannot read the text "three" as python_version'],
  ],
  [
    'a base that the rule lacks',
    'docker: {base_image: "python:3.11"}\n',
    ['2:22: base_image is python:3.11, and the rule bento has no base'],
  ],
  [
    'another base',
    'docker: {base_image: "python:3.11"}\n',
    ['2:22: base_image is python:3.11, and base of the rule is debian:12'],
    { facts: { base: true, baseReference: 'debian:12' } },
  ],
  [
    'a base with a distro',
    'docker: {base_image: "python:3.11", distro: debian}\n',
    ['2:45: cannot use "distro": the image has a base, which decides it'],
    { facts: { base: true } },
  ],
  [
    'a base that is no reference',
    'docker: {base_image: "Bad Image"}\n',
    ['2:22: "Bad Image" is not a reference to an image'],
    { facts: { base: true } },
  ],
  [
    'a setup script',
    'docker: {setup_script: ./setup.sh}\n',
    ['2:10: cannot use "setup_script": an image is made without running anything in it'],
  ],
  [
    'a template',
    'docker: {dockerfile_template: ./D.j2}\n',
    ['2:10: cannot use "dockerfile_template": there is no Dockerfile: images are made of layers'],
  ],
  [
    'a Debian package that the image lacks',
    'docker: {system_packages: [libgomp1, git]}\n',
    ['2:38: the image has no Debian package "git"'],
  ],
  [
    'a version of a Debian package',
    'docker: {system_packages: ["git=1:2.39"]}\n',
    ['2:28: cannot use a version of the package "git"'],
  ],
  [
    'what is no Debian package',
    'docker: {system_packages: [Git!]}\n',
    ['2:28: "Git!" is not the name of a Debian package'],
  ],
  [
    'a Debian package twice',
    'docker: {system_packages: [libgomp1, libgomp1]}\n',
    ['2:38: the package "libgomp1" is named twice'],
  ],
  [
    'packages that are a text',
    'docker: {system_packages: git}\n',
    ['2:27: system_packages must be a list, not the text "git"'],
  ],
]

const PYTHON: readonly Row[] = [
  ['an unknown key', 'python: {foo: 1}\n', ['2:10: unknown key "foo"']],
  [
    'packages that are a text',
    'python: {packages: numpy}\n',
    ['2:20: a list of packages must be a list, not the text "numpy"'],
  ],
  [
    'bad syntax',
    'python: {packages: ["numpy=="]}\n',
    [/^2:21: cannot read "numpy==" as a requirement/],
  ],
  [
    'a pin that the lock does not have',
    'python: {packages: [numpy==99]}\n',
    ['2:21: the lock has numpy 2.1.0, not numpy==99'],
  ],
  [
    'a package that the lock does not have',
    'python: {packages: [torch]}\n',
    ['2:21: the lock has no "torch", which torch wants'],
  ],
  [
    'two lists',
    'python: {requirements_txt: r.txt, packages: [numpy]}\n',
    ['2:45: cannot use "packages" beside "requirements_txt"'],
    { files: { 'r.txt': 'numpy\n' } },
  ],
  [
    'a requirements file that is missing',
    'python: {requirements_txt: r.txt}\n',
    ['2:28: cannot read "r.txt": there is no such file among the sources'],
  ],
  [
    'wheels',
    'python: {wheels: [a.whl]}\n',
    ['2:10: cannot use "wheels": they are files of the build'],
  ],
  ...[
    'index_url: https://x',
    'no_index: true',
    'trusted_host: x',
    'find_links: [x]',
    'extra_index_url: [x]',
  ].map((line): Row => [
    line,
    `python: {${line}}\n`,
    [
      new RegExp(
        `^2:10: cannot use "${line.split(':')[0] ?? ''}": indexes are those of the machine`,
      ),
    ],
  ]),
  [
    'pip_args',
    'python: {pip_args: --pre}\n',
    ['2:10: cannot use "pip_args": wheels are unpacked, and pip is not run'],
  ],
  [
    'lock_packages that is a text',
    'python: {lock_packages: "no"}\n',
    ['2:25: lock_packages must be true or false, not the text "no"'],
  ],
  [
    'a layout that is a text',
    'python: {is_src_layout: "x"}\n',
    ['2:25: is_src_layout must be true or false, not the text "x"'],
  ],
  [
    'no BentoML',
    '',
    ['1:1: the wheels have no "bentoml", which makes the Bento'],
    { facts: { wheels: new Map() } },
  ],
]

const CONDA: readonly Row[] = [
  ['an unknown key', 'conda: {foo: 1}\n', ['2:9: unknown key "foo"']],
  [
    'channels',
    'conda: {channels: [nvidia], dependencies: [numpy]}\n',
    ['2:19: cannot use "channels": packages come as wheels, not from conda'],
  ],
  [
    'a file beside a list',
    'conda: {environment_yml: e.yml, dependencies: [numpy]}\n',
    ['2:47: cannot use "dependencies" beside "environment_yml"'],
    { files: { 'e.yml': 'dependencies: []\n' } },
  ],
  [
    'a file that is missing',
    'conda: {environment_yml: e.yml}\n',
    ['2:26: cannot read "e.yml": there is no such file among the sources'],
  ],
  [
    'what is not of Python',
    'conda: {dependencies: [cudatoolkit=11]}\n',
    ['2:24: cannot use "cudatoolkit=11": it is not a Python package of an index'],
  ],
  [
    'another Python',
    'conda: {dependencies: [python=3.9]}\n',
    ['2:24: cannot use "python=3.9": wheels are chosen for Python 3.11'],
  ],
]

const MODELS: readonly Row[] = [
  [
    'a model that is not there',
    'models: [nope:latest]\n',
    ['2:10: Model nope:latest could not be found'],
  ],
  [
    'a version that is not there',
    'models: [sun:v9]\n',
    ['2:10: Model sun:v9 could not be found'],
    { models: { 'm.yaml': 'name: sun\nversion: v1\n' } },
  ],
  [
    'a tag without a version',
    'models: ["sun:"]\n',
    ['2:10: sun: is not a valid BentoML tag: its version is empty'],
  ],
  ['a model without a tag', 'models: [{alias: a}]\n', ['2:10: a model has no tag']],
  [
    'an unknown key',
    'models: [{tag: sun, x: 1}]\n',
    ['2:21: unknown key "x"'],
    { models: { 'm.yaml': 'name: sun\nversion: v1\n' } },
  ],
  [
    'a filter',
    'models: [{tag: sun, filter: x}]\n',
    ['2:21: cannot use "filter": it chooses nothing, in BentoML neither'],
    { models: { 'm.yaml': 'name: sun\nversion: v1\n' } },
  ],
  [
    'a model twice',
    'models: [sun, sun]\n',
    ['2:15: the model sun is named twice'],
    { models: { 'm.yaml': 'name: sun\nversion: v1\n' } },
  ],
  [
    'an alias twice',
    'models: [{tag: "sun:a", alias: x}, {tag: "sun:b", alias: x}]\n',
    ['2:42: two models have the alias "x"'],
    { models: { a: 'name: sun\nversion: a\n', b: 'name: sun\nversion: b\n' } },
  ],
  [
    'a latest of several',
    'models: [sun]\n',
    ['2:10: the model "sun" is there in several versions'],
    { models: { a: 'name: sun\nversion: a\n', b: 'name: sun\nversion: b\n' } },
  ],
  ['models that are a text', 'models: sun\n', ['2:9: models must be a list, not the text "sun"']],
]

const ENVS: readonly Row[] = [
  [
    'an unknown stage',
    'envs: [{name: A, value: x, stage: foo}]\n',
    ['2:35: unknown stage: the text "foo"'],
  ],
  ['no name', 'envs: [{value: x}]\n', ['2:8: an item of envs has no name']],
  ['an unknown key', 'envs: [{name: A, vlaue: x}]\n', ['2:18: unknown key "vlaue"']],
  ['a text', 'envs: [A=b]\n', ['2:8: an item of envs must be a mapping, not the text "A=b"']],
  ['a variable twice', 'envs: [{name: A}, {name: A}]\n', ['2:26: duplicate variable "A" in envs']],
  [
    'a build without a value',
    'envs: [{name: A, stage: build}]\n',
    ['2:15: "A" is for the build, and has no value'],
  ],
  [
    'two values',
    'docker: {env: {A: x}}\nenvs: [{name: A, value: y}]\n',
    ['3:15: "A" has another value in docker.env'],
  ],
  [
    'a stage in BentoML 1.3',
    'envs: [{name: A, value: x, stage: runtime}]\n',
    ['2:15: BentoML 1.3.15 has no stages, and "A" has one'],
    { facts: { wheels: new Map([['bentoml', '1.3.15']]) } },
  ],
  [
    'args in BentoML 1.3',
    'args: {a: 1}\n',
    ['2:7: BentoML 1.3.15 has no "args"'],
    { facts: { wheels: new Map([['bentoml', '1.3.15']]) } },
  ],
]

function check(rows: readonly Row[], start: string): void {
  for (const [what, text, expected, more = {}] of rows) {
    it(`refuses ${what}`, () => {
      const files = { 'bentofile.yaml': start + text, 'serve.py': SERVE, ...more.files }
      const { errors } = readPlan({ ...more, files })
      assert.equal(errors.length, expected.length, errors.join('\n'))
      for (const [index, pattern] of expected.entries()) {
        const error = (errors[index] ?? '').replace(/^bentofile\.yaml:/, '')
        if (typeof pattern === 'string') assert.equal(error, pattern)
        else assert.match(error, pattern)
      }
    })
  }
}

describe('a bentofile', () => check(TOP, SERVICE))
describe('include and exclude', () => check(INCLUDE, SERVICE))
describe('files that look secret', () => check(SECRETS, SERVICE))
describe('service', () => check(SERVICES, ''))
describe('docker', () => check(DOCKER, SERVICE))
describe('python', () => check(PYTHON, SERVICE))
describe('conda', () => check(CONDA, SERVICE))
describe('models', () => check(MODELS, SERVICE))
describe('envs and args', () => check(ENVS, SERVICE))

describe('files beside a bentofile', () => {
  const rows: readonly (readonly [string, TestProject, RegExp])[] = [
    [
      'a framework that differs from the lock',
      {
        files: { 'bentofile.yaml': SERVICE, 'serve.py': SERVE },
        models: { 'm/model.yaml': MODEL },
      },
      /^m\/model\.yaml:5:19: sun:v1 was saved by scikit-learn 1\.4\.2, and the lock has 1\.5\.0\nm\/model\.yaml:6:14: sun:v1 was saved by xgboost 2\.0, and the lock has no wheel of it$/,
    ],
    [
      'a model.yaml that is none',
      {
        files: { 'bentofile.yaml': SERVICE, 'serve.py': SERVE },
        models: { 'm/model.yaml': 'name: Sun\nversion: 1\n' },
      },
      /^m\/model\.yaml:1:7: this is not a model of BentoML: its name must consist/,
    ],
    [
      'a model.yaml that is empty',
      { files: { 'bentofile.yaml': SERVICE, 'serve.py': SERVE }, models: { 'm/model.yaml': '' } },
      /^m\/model\.yaml:1:1: there is no description of a model$/,
    ],
    [
      'a model that is given twice',
      {
        files: { 'bentofile.yaml': SERVICE, 'serve.py': SERVE },
        models: { a: 'name: s\nversion: v\n', b: 'name: s\nversion: v\n' },
      },
      /^b:1:1: the model s:v is given twice$/,
    ],
    [
      'a line that is no variable, without its text',
      {
        files: {
          'bentofile.yaml': `${SERVICE}docker: {env: vars}\n`,
          'serve.py': SERVE,
          vars: 'A=1\nhunter2 secret\nB=$HOME\nA=2\n',
        },
      },
      /^vars:2:1: not a line of variables\nvars:3:1: "B" uses \$HOME, which is not above it in the file\nvars:4:1: duplicate variable "A"$/,
    ],
    [
      'a line of a requirements file',
      {
        files: {
          'bentofile.yaml': `${SERVICE}python: {requirements_txt: r.txt}\n`,
          'serve.py': SERVE,
          'r.txt': 'numpy\n-r nope.txt\nnumpy<1\n',
        },
      },
      /^r\.txt:2:1: cannot read "nope\.txt": there is no such file among the sources\nr\.txt:3:1: the lock has numpy 2\.1\.0, not numpy<1$/,
    ],
    [
      'a pattern of .bentoignore',
      {
        files: { 'bentofile.yaml': SERVICE, 'serve.py': SERVE, 'a/.bentoignore': '# ok\\\nx\\\n' },
      },
      /^a\/\.bentoignore:2:1: cannot use "x\\": it is not whole$/,
    ],
  ]
  for (const [what, project, pattern] of rows) {
    it(`have ${what}`, () => {
      assert.match(readPlan(project).errors.join('\n'), pattern)
    })
  }
})

describe('pyproject.toml', () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ['no part for BentoML', '[project]\nname = "x"\n', '1:1: there is no [tool.bentoml.build]'],
    [
      'an unknown key',
      '[tool.bentoml.build]\nservice = "serve:Svc"\n[tool.bentoml.build.docker]\nfoo = 1\n',
      '4:1: unknown key "foo"',
    ],
    [
      'dependencies that are dynamic',
      '[project]\ndynamic = ["dependencies"]\n[tool.bentoml.build]\nservice = "serve:Svc"\n',
      '2:12: dependencies that are dynamic cannot be read',
    ],
    [
      'dependencies beside a requirements file',
      '[project]\ndependencies = ["numpy"]\n[tool.bentoml.build]\nservice = "serve:Svc"\npython.requirements_txt = "r.txt"\n',
      '2:16: cannot use "project.dependencies" beside "requirements_txt"',
    ],
    [
      'a dependency that the lock does not have',
      '[project]\ndependencies = [\n  "numpy",\n  "torch",\n]\n[tool.bentoml.build]\nservice = "serve:Svc"\n',
      '4:3: the lock has no "torch", which torch wants',
    ],
    ['a syntax error', '[tool.bentoml.build\n', '2:1: '],
  ]
  for (const [what, text, error] of rows) {
    it(`refuses ${what}`, () => {
      const { errors } = readPlan({
        bentofile: 'pyproject.toml',
        files: { 'pyproject.toml': text, 'serve.py': SERVE, 'r.txt': 'numpy\n' },
      })
      assert.equal(errors.length, 1, errors.join('\n'))
      assert.ok(errors[0]?.startsWith(`pyproject.toml:${error}`), errors.join())
    })
  }
})

describe('fixes', () => {
  const rows: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
    [
      'the file that was meant',
      { 'bentofile.yaml': `${SERVICE}include: [./serve.py, "*"]\n` },
      'write "serve.py"',
    ],
    [
      'the list that was meant',
      { 'bentofile.yaml': `${SERVICE}include: serve.py\n` },
      'put it in brackets: ["serve.py"]',
    ],
    [
      'the service that was meant',
      { 'bentofile.yaml': 'service: serve:Scv\n' },
      'did you mean "serve:Svc"?',
    ],
    [
      'the module that is left out',
      { 'bentofile.yaml': `${SERVICE}include: [a.py]\n`, 'a.py': '' },
      'serve.py is there: add it to include, and take it out of exclude and .bentoignore',
    ],
    [
      'the line of a package',
      { 'bentofile.yaml': `${SERVICE}docker: {system_packages: [git]}\n` },
      'add "git" to packages of the python.interpreter(...) in MODULE.bazel, and run its lock target',
    ],
    [
      'the pull of a base',
      { 'bentofile.yaml': `${SERVICE}docker: {base_image: "a/b:1"}\n` },
      'pull it: oci.pull(name = "base", image = "a/b", tag = "1") in MODULE.bazel, and base = "@base" in the rule bento',
    ],
  ]
  for (const [what, files, fix] of rows) {
    it(`say ${what}`, () => {
      assert.deepEqual(readPlan({ files: { 'serve.py': SERVE, ...files } }).fixes, [fix])
    })
  }
})

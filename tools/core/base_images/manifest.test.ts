import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Mistakes } from '../document/mistakes.ts'
import type { Manifest } from './manifest.ts'
import { readManifest } from './read_manifest.ts'
import { changedManifest, THEIR_MANIFEST } from './testing/their_manifest.ts'

interface Read {
  readonly manifest: Manifest | undefined
  /** `LINE: PROBLEM`. */
  readonly errors: readonly string[]
  readonly warnings: readonly string[]
}

function read(text: string): Read {
  const mistakes = new Mistakes()
  const manifest = readManifest('m.yml', text, mistakes)
  const lines = (list: Mistakes['errors']): readonly string[] =>
    list.map(({ at, problem }) => `${at.line}: ${problem}`)
  return { manifest, errors: lines(mistakes.errors), warnings: lines(mistakes.warnings) }
}

/** The line where the first such text in a document ends. */
function lineOf(text: string, part: string): number {
  return text.slice(0, text.indexOf(part) + part.trimEnd().length).split('\n').length
}

/** One distribution of the present-day form, with some of its lines replaced. */
function present(lines: Readonly<Record<string, string>> = {}, name = 'debian12'): string {
  const all = {
    suffixes: `suffixes: ${name}`,
    architectures: 'architectures: [amd64, arm64v8]',
    release_types: 'release_types: [base, runtime]',
    source: 'packages: {suite: bookworm, python: "3.11"}',
    ...lines,
  }
  const body = Object.values(all).filter((line) => line !== '')
  return `common: {}\nw_cuda_v13.5.0:\n  ${name}:\n${body.map((line) => `    ${line}\n`).join('')}`
}

const IMAGE = 'image: {libc: musl 1.2, references: {"3.12": docker.io/library/python:3.12-alpine}}'

describe('readManifest', () => {
  it("reads BentoML's form as it is, and says once what means nothing", () => {
    const { manifest, errors, warnings } = read(THEIR_MANIFEST)
    assert.deepEqual(errors, [])
    assert.deepEqual(
      warnings,
      ['templates_dir', 'header', 'cuda_url_suffixes'].map(
        (key) => `${lineOf(THEIR_MANIFEST, key)}: "${key}" means nothing here, and is ignored`,
      ),
    )
    assert.ok(manifest !== undefined)
    assert.deepEqual(manifest.registries, [
      {
        name: 'docker.io',
        user: 'DOCKER_USER',
        password: 'DOCKER_PASSWORD',
        url: 'DOCKER_REGISTRY',
      },
    ])
    const [block] = manifest.blocks
    assert.deepEqual(block?.cuda, { major: '11', minor: '5', patch: '1' })
    const ubi = block.distros.find(({ name }) => name === 'ubi8')
    assert.ok(ubi !== undefined)
    assert.deepEqual(ubi.ignorePython, ['3.10', '3.7'])
    assert.deepEqual(ubi.architectures, ['amd64', 'arm64v8', 'ppc64le'])
    assert.deepEqual(ubi.cuda?.byArchitecture.get('ppc64le')?.components.length, 12)
    assert.equal(ubi.cuda.byArchitecture.get('amd64')?.requires, 'cuda>=11.5')
    assert.equal(ubi.source.kind, 'unsaid')
    assert.equal(ubi.conda, undefined)
  })

  it('reads where Python comes from', () => {
    const { manifest, errors, warnings } = read(present())
    assert.deepEqual({ errors, warnings }, { errors: [], warnings: [] })
    assert.deepEqual(manifest?.blocks[0]?.distros[0]?.source, {
      kind: 'packages',
      suite: 'bookworm',
      python: '3.11',
      lock: 'locks/debian12.lock.json',
      add: [],
    })
    const alpine = read(present({ source: IMAGE }, 'alpine3.21'))
    assert.deepEqual(alpine.errors, [])
    const source = alpine.manifest?.blocks[0]?.distros[0]?.source
    assert.ok(source?.kind === 'image')
    assert.deepEqual(
      [source.libc, source.libcVersion, source.path],
      ['musl', '1.2', '/usr/local/bin/python{}'],
    )
    assert.deepEqual([...source.references], [['3.12', 'docker.io/library/python:3.12-alpine']])
  })

  /** What is replaced in BentoML's form, by what, where the mistake stands, and what is said. */
  const theirs: readonly (readonly [string, string, string, string, RegExp])[] = [
    [
      'an unknown key in a distribution',
      '    suffixes: ubi8',
      '    suffixes: ubi8\n    nosuchkey: 1',
      '    nosuchkey',
      /^unknown key "nosuchkey"$/,
    ],
    [
      'an unknown key of common',
      '  suffixes: ""',
      '  suffixes: ""\n  nosuchkey: 1',
      '  nosuchkey',
      /^unknown key "nosuchkey"$/,
    ],
    [
      'an unknown top key',
      'docker.io:',
      'release: {}\ndocker.io:',
      'release: {}',
      /^unknown key "release"$/,
    ],
    [
      'an empty base_image',
      '    base_image: amazonlinux:2\n',
      '',
      '  base_image: ""',
      /^base_image is empty$/,
    ],
    [
      'an unknown release type',
      '[base, runtime, devel]',
      '[base, nightly]',
      '[base, nightly]',
      /^nightly is not a valid package release type$/,
    ],
    [
      'a release type that stands twice',
      '[base, runtime, devel]',
      '[base, base]',
      '[base, base]',
      /^"base" stands twice in release_types$/,
    ],
    [
      'an unknown architecture',
      '[amd64, arm64v8]\n    dependencies: null',
      '[vax]\n    dependencies: null',
      '[vax]',
      /^vax architecture is not supported by Docker$/,
    ],
    [
      'an unknown distribution',
      '  amazonlinux2:',
      '  fedora34:',
      '  fedora34:',
      /^unknown distribution "fedora34"$/,
    ],
    [
      'an unknown templates_dir',
      'templates_dir: ami2',
      'templates_dir: ami',
      'templates_dir: ami',
      /^unknown templates_dir "ami"$/,
    ],
    [
      'a release with two numbers',
      'w_cuda_v11.5.1',
      'w_cuda_v11.5',
      'w_cuda_v11.5:',
      /^"w_cuda_v11.5" is no release$/,
    ],
    [
      'a release that is misspelt',
      'w_cuda_v11.5.1',
      'w_cudav11.5.1',
      'w_cudav11.5.1:',
      /^"w_cudav11.5.1" is no release$/,
    ],
    [
      'no suffix of CUDA',
      '        cuda_url_suffixes: "rhel8"\n',
      '',
      'ppc64le]\n    dependencies:\n      cuda:\n        amd64:',
      /^cuda has no "cuda_url_suffixes"$/,
    ],
    [
      'no requires of CUDA',
      '          requires: cuda>=11.5\n',
      '',
      '          components:',
      /^cuda\.amd64 has no "requires"$/,
    ],
    [
      'an unknown component',
      '            libnpp:',
      '            libnp:',
      '            libnp:',
      /^unknown component "libnp"$/,
    ],
    [
      'an unknown architecture of CUDA',
      '        arm64v8:\n',
      '        arm64v9:\n',
      '        arm64v9:',
      /^unknown key "arm64v9"$/,
    ],
    [
      'a variable without "="',
      '- LANG=C.UTF-8',
      '- LANG',
      '- LANG\n',
      /^"LANG" is no environment variable$/,
    ],
    [
      'a version that is a number',
      '["3.10", "3.7"]',
      '[3.10]',
      '[3.10]',
      /^an item of ignore_python must be a text, not the number 3\.10$/,
    ],
    [
      'conda elsewhere',
      '    suffixes: alpine3.14',
      '    suffixes: alpine3.14\n    conda: true',
      'suffixes: alpine3.14\n    conda: true',
      /^conda cannot be in images of alpine3\.14$/,
    ],
    [
      'cudnn without CUDA',
      '    release_types: [base, runtime]',
      '    release_types: [base, cudnn]',
      '    release_types: [base, cudnn]',
      /^cudnn images need dependencies\.cuda of amd64, arm64v8$/,
    ],
    [
      'a suffix that no tag has',
      'suffixes: ubi8',
      'suffixes: ubi 8',
      'suffixes: ubi 8',
      /^suffixes cannot be part of a tag/,
    ],
    [
      'a password in the manifest',
      'password: DOCKER_PASSWORD',
      'password: hunter 2',
      'password: hunter 2',
      /^password must name an environment variable$/,
    ],
    [
      'another type of password',
      'password_type: envars',
      'password_type: plain',
      'password_type: plain',
      /^unknown password_type "plain"$/,
    ],
    [
      'a registry without user',
      '  user: DOCKER_USER\n',
      '',
      '  password: DOCKER_PASSWORD',
      /^docker\.io has no "user"$/,
    ],
    [
      'an invalid registry',
      'docker.io:',
      '"docker io":',
      '"docker io":',
      /^"docker io" is no registry$/,
    ],
    [
      'a tag that appears twice',
      'suffixes: debian10',
      'suffixes: debian11',
      '  debian10:',
      /^the tag base-python3\.6-debian11 appears twice: debian11 has it as well$/,
    ],
    ['no common', 'common: &common', 'comon: &common', '%YAML', /^the manifest has no "common"$/],
  ]
  for (const [what, from, to, place, problem] of theirs) {
    it(`refuses ${what}`, () => {
      const text = changedManifest(from, to)
      const found = read(text).errors.filter((line) => problem.test(line.replace(/^\d+: /, '')))
      assert.equal(found.length, 1, read(text).errors.join('\n'))
      if (what !== 'no common')
        assert.equal(Number.parseInt(found[0] ?? '', 10), lineOf(text, place))
    })
  }

  for (const key of [
    'templates_dir',
    'base_image',
    'suffixes',
    'conda',
    'ignore_python',
    'header',
    'envars',
    'architectures',
    'release_types',
    'dependencies',
  ]) {
    it(`refuses a distribution of BentoML's form without ${key}`, () => {
      const all: Readonly<Record<string, string>> = {
        templates_dir: 'debian',
        base_image: 'debian:11',
        suffixes: 'debian11',
        conda: 'false',
        ignore_python: '',
        header: 'x',
        envars: '[]',
        architectures: '[amd64]',
        release_types: '[base]',
        dependencies: 'null',
      }
      const lines = Object.entries(all).filter(([name]) => name !== key)
      const text = `common: {}\nw_cuda_v11.5.1:\n  debian11:\n${lines.map(([name, value]) => `    ${name}: ${value}\n`).join('')}`
      assert.deepEqual(read(text).errors, [`4: debian11 has no "${key}"`])
    })
  }

  const whole: readonly (readonly [string, string, string])[] = [
    ['nothing', '', '1: the manifest is empty'],
    ['a list', '- a\n', '1: a manifest must be a mapping, not a list'],
    ['no release', 'common: {}\n', '1: the manifest has no release'],
    [
      'a release without distributions',
      'common: {}\nw_cuda_v11.5.1:\n',
      '2: w_cuda_v11.5.1 has no distribution, but nothing',
    ],
    ['two documents', `${present()}---\n${present()}`, '9: a manifest is one document'],
    ['no suite', present({ source: 'packages: {python: "3.11"}' }), '7: packages has no "suite"'],
    [
      'no Python of packages',
      present({ source: 'packages: {suite: bookworm}' }),
      '7: packages has no "python"',
    ],
    [
      'a Python that is a number',
      present({ source: 'packages: {suite: bookworm, python: 3.10}' }),
      '7: python must be a text, not the number 3.10',
    ],
    [
      'a Python of three numbers',
      present({ source: 'packages: {suite: bookworm, python: "3.11.2"}' }),
      '7: "3.11.2" is no version of Python',
    ],
    [
      'a lock elsewhere',
      present({ source: 'packages: {suite: bookworm, python: "3.11", lock: ../a}' }),
      '7: lock must be a file below the directory of the manifest',
    ],
    [
      'packages of Alpine',
      present({}, 'alpine3.21'),
      '7: "packages" of alpine3.21 cannot be installed',
    ],
    ['both sources', present({ other: IMAGE }), '8: debian12 has both "packages" and "image"'],
    [
      'an image without libc',
      present({ source: 'image: {references: {"3.12": python}}' }),
      '7: image has no "libc"',
    ],
    [
      'an unknown libc',
      present({ source: 'image: {libc: bionic, references: {"3.12": python}}' }),
      '7: "bionic" is no C library',
    ],
    [
      'no references',
      present({ source: 'image: {libc: musl 1.2}' }),
      '7: image has no "references"',
    ],
    [
      'empty references',
      present({ source: 'image: {libc: musl 1.2, references: {}}' }),
      '7: references has no image',
    ],
    [
      'an image with a scheme',
      present({ source: 'image: {libc: musl 1.2, references: {"3.12": "https://a/b"}}' }),
      '7: "https://a/b" is no image: it starts with "https://"',
    ],
    [
      'a reference for no Python',
      present({ source: 'image: {libc: musl 1.2, references: {latest: python}}' }),
      '7: "latest" is no version of Python',
    ],
    [
      'a relative path',
      present({ source: 'image: {path: python, libc: musl 1.2, references: {"3.12": python}}' }),
      '7: path must be an absolute path, not "python"',
    ],
    [
      'conda that is a text',
      present({ conda: 'conda: "on"' }),
      '8: conda must be true or false, not the text "on"',
    ],
    [
      'no architecture',
      present({ architectures: 'architectures: []' }),
      '5: architectures is empty',
    ],
    [
      'a variable that is set twice',
      present({ envars: 'envars: [A=1, A=2]' }),
      '8: envars sets A twice',
    ],
    [
      'python_versions that are empty',
      `python_versions: []\n${present()}`,
      '1: python_versions is empty',
    ],
    ['a wrong version', `python_versions: ["3"]\n${present()}`, '1: "3" is no version of Python'],
  ]
  for (const [what, text, error] of whole) {
    it(`refuses ${what}`, () =>
      assert.ok(read(text).errors.includes(error), read(text).errors.join('\n')))
  }

  it('refuses YAML that is broken', () => {
    assert.match(read('common: [\nw: 1\n').errors[0] ?? '', /^\d+: /)
  })
})

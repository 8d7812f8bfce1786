import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LayerBinaries } from '../binary/layer_binaries.ts'
import type { RunConfig } from '../oci/config.ts'
import { EMPTY_RUN_CONFIG } from '../oci/config.ts'
import { readEnvLine } from './env_line.ts'
import { ImageTree } from './image_tree.ts'
import { followScript } from './scripts.ts'

/** A layer of programs, and of scripts by their first lines. */
function layer(
  programs: readonly string[],
  lines: Readonly<Record<string, string>> = {},
  links: Readonly<Record<string, string>> = {},
): LayerBinaries {
  return {
    files: programs.map((path) => ({ path, format: 'elf', os: 'linux', architectures: ['amd64'] })),
    scripts: Object.entries(lines).map(([path, line]) => {
      const [interpreter = '', argument] = line.split(/ (.*)/)
      return { path, interpreter, ...(argument === undefined ? {} : { argument }) }
    }),
    links: Object.entries(links).map(([path, target]) => ({ path, target, kind: 'symbolic' })),
    removed: [],
  }
}

/** What a container would run and miss: paths of programs, then `script: name`. */
function follow(layers: readonly LayerBinaries[], run: Partial<RunConfig>): readonly string[] {
  const { programs, missing } = followScript(new ImageTree(layers), { ...EMPTY_RUN_CONFIG, ...run })
  return [
    ...programs.map(({ realPath }) => realPath),
    ...missing.map(({ script, name, searched, target, elsewhere }) =>
      [
        `${script} lacks ${name}`,
        ...(searched === undefined ? [] : [searched]),
        ...(target === undefined ? [] : ['->', target]),
        ...elsewhere,
      ].join(' '),
    ),
  ]
}

const DEBIAN = layer(
  ['usr/bin/dash', 'usr/bin/env', 'usr/bin/python3.11'],
  {},
  {
    bin: 'usr/bin',
    'usr/bin/python3': 'python3.11',
    'usr/bin/sh': 'dash',
  },
)

describe('followScript', () => {
  const entrypoint = ['/app/run']
  const running = (line: string, run: Partial<RunConfig> = {}): readonly string[] =>
    follow([DEBIAN, layer([], { 'app/run': line })], { entrypoint, ...run })

  it('finds the interpreter through links, and names it for the check of its libraries', () => {
    assert.deepEqual(running('/bin/sh -e'), ['usr/bin/dash'])
    assert.deepEqual(running('/usr/bin/python3'), ['usr/bin/python3.11'])
  })

  it('misses what is not there, and says where there is one of that name', () => {
    assert.deepEqual(running('/bin/bash'), ['app/run lacks /bin/bash'])
    assert.deepEqual(running('/usr/local/bin/python3'), [
      'app/run lacks /usr/local/bin/python3 usr/bin/python3',
    ])
    const venv = layer([], { 'app/run': '/venv/python' }, { 'venv/python': '/usr/bin/python3.12' })
    assert.deepEqual(follow([DEBIAN, venv], { entrypoint }), [
      'app/run lacks /venv/python -> usr/bin/python3.12',
    ])
    assert.deepEqual(running('/bin/sh\r'), ['app/run lacks /bin/sh\r'])
  })

  it('looks on the PATH of the image for what env starts', () => {
    assert.deepEqual(running('/usr/bin/env python3'), ['usr/bin/env', 'usr/bin/python3.11'])
    assert.deepEqual(running('/usr/bin/env bash'), [
      'app/run lacks bash /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    ])
    assert.deepEqual(running('/usr/bin/env python3', { env: ['PATH=/opt/bin'] }), [
      'app/run lacks python3 /opt/bin usr/bin/python3',
    ])
    assert.deepEqual(running('/usr/bin/env /opt/python'), ['app/run lacks /opt/python'])
    assert.deepEqual(follow([layer([], { 'app/run': '/usr/bin/env sh' })], { entrypoint }), [
      'app/run lacks /usr/bin/env',
    ])
  })

  it('takes a relative interpreter from the working directory', () => {
    assert.deepEqual(running('bin/sh'), ['usr/bin/dash'])
    assert.deepEqual(running('sh', { workingDir: '/usr/bin' }), ['usr/bin/dash'])
    assert.deepEqual(running('sh'), ['app/run lacks sh usr/bin/sh'])
  })

  it('follows scripts that scripts start, and is not caught in a circle', () => {
    const scripts = layer([], {
      'a/run': '/a/tool',
      'a/tool': '/usr/bin/env step',
      'a/step': '/no',
    })
    const env = ['PATH=/a:/bin']
    assert.deepEqual(follow([DEBIAN, scripts], { entrypoint: ['run'], env }), [
      'usr/bin/env',
      'a/step lacks /no',
    ])
    const circle = layer([], { 'a/one': '/a/two', 'a/two': '/a/one' })
    assert.deepEqual(follow([circle], { cmd: ['/a/one'] }), [])
  })

  it('looks at the first word of the command line alone, as the container finds it', () => {
    const scripts = layer(['opt/run'], { 'app/run': '/no' })
    assert.deepEqual(follow([scripts], { cmd: ['/app/run'] }), ['app/run lacks /no'])
    assert.deepEqual(follow([scripts], { entrypoint: ['/opt/run'], cmd: ['/app/run'] }), [])
    const env = ['PATH=/opt:/app']
    assert.deepEqual(follow([scripts], { entrypoint: ['run'], env }), [])
    assert.deepEqual(follow([scripts], {}), [])
  })

  it('sees scripts that upper layers replace or remove', () => {
    const below = layer([], { 'app/run': '/no' })
    assert.deepEqual(follow([below, layer(['app/run'])], { entrypoint }), [])
    assert.deepEqual(follow([below, { ...layer([]), removed: ['app/'] }], { entrypoint }), [])
    assert.deepEqual(follow([layer(['app/run']), below], { entrypoint }), ['app/run lacks /no'])
  })
})

describe('readEnvLine', () => {
  const CASES: Readonly<Record<string, string | undefined>> = {
    python3: 'python3',
    'python3 -u': 'python3 -u',
    '-S python3 -u': 'python3',
    '-Spython3 -u': 'python3',
    '-vS A=1 B=2 node --x': 'node',
    '-S -u HOME -C /tmp -- sh': 'sh',
    '-S --unset=HOME --default-signal=PIPE sh': 'sh',
    '--split-string=perl -w': 'perl',
    '--split-string perl -w': 'perl',
    // Takes a shell, or an environment, to know.
    '-S ${PYTHON}': undefined,
    '-S "a b"': undefined,
    '-S PATH=/opt/bin sh': undefined,
    '-S -i sh': undefined,
    '-S -P /opt/bin sh': undefined,
    '-i sh': undefined,
    'A=1': undefined,
    '-S': undefined,
    '-S A=1': undefined,
  }
  for (const [line, name] of Object.entries(CASES))
    it(`${line}: ${name ?? 'nobody knows'}`, () => {
      assert.equal(readEnvLine(line), name)
    })

  it('starts nothing without a word', () => {
    assert.equal(readEnvLine(undefined), undefined)
  })
})

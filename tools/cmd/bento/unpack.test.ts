import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { describe, it } from 'node:test'
import { Scratch } from '../../testing/scratch.ts'
import type { RtOutcome } from '../testing/run_rt.ts'
import { runRt } from '../testing/run_rt.ts'

const OUTPUTS = [
  ...['--out=out', '--models-out=models', '--pointers-out=pointers'],
  ...['--tag-out=tag', '--labels-out=labels', '--env-out=env'],
]
const DONE = { code: 0, stdout: '', stderr: '' }

const BENTO = `service: serve:Wine
name: wine
version: v1
bentoml_version: 1.4.40
creation_time: '2026-01-01T00:00:00+00:00'
models:
- tag: grapes:g1
services:
- name: wine
  models:
  - tag: grapes:g1
  - tag: barrels:b1
envs:
- name: A
  value: '1'
  stage: all
- name: B
  value: '2'
  stage: build
- name: C
  value: ''
  stage: runtime
`

function writeBento(scratch: Scratch, folder: string): void {
  scratch.write(`${folder}/bento.yaml`, BENTO)
  scratch.write(`${folder}/src/serve.py`, 'x = 1\n')
  scratch.write(`${folder}/src/bentofile.yaml`, 'docker:\n  env:\n  - A=$x\n  - D=y=z\n')
  scratch.write(`${folder}/models/grapes/latest`, 'g1')
  scratch.write(`${folder}/models/grapes/g1/model.yaml`, 'name: grapes\nversion: g1\n')
}

function barrels(scratch: Scratch, version: string, created: string): string {
  const yaml = `name: barrels\nversion: ${version}\ncreation_time: '${created}'\n`
  scratch.write(`${version}.yaml`, yaml)
  return `--model=${version}.yaml`
}

function unpack(scratch: Scratch, ...args: readonly string[]): Promise<RtOutcome> {
  return runRt(scratch.path(), ['bento', 'unpack', ...OUTPUTS, ...args])
}

function text(scratch: Scratch, name: string): string {
  return readFileSync(scratch.path(name), 'utf8')
}

describe('rt bento unpack', () => {
  it('parts a Bento from its models, and says what its image is to say', async () => {
    await using scratch = await Scratch.make()
    writeBento(scratch, 'store/wine/v1')
    const models = [
      barrels(scratch, 'b1', '2026-01-02T00:00:00+00:00'),
      barrels(scratch, 'b2', '2026-01-01T00:00:00+00:00'),
    ]
    const files = ['bento.yaml', 'src', 'models'].map(
      (name) => `source\tstore/wine/v1/${name}\tstore/wine/v1/${name}`,
    )
    assert.deepEqual(await unpack(scratch, ...models, '--', ...files), DONE)
    assert.equal(text(scratch, 'out/bento.yaml'), BENTO)
    assert.equal(text(scratch, 'out/src/serve.py'), 'x = 1\n')
    assert.equal(statSync(scratch.path('out/src/serve.py')).mode & 0o777, 0o644)
    assert.equal(existsSync(scratch.path('out/models')), false)
    assert.equal(text(scratch, 'models/grapes/latest'), 'g1')
    // The newest of those that were given; what the Bento says itself stays.
    assert.equal(text(scratch, 'pointers/models/barrels/latest'), 'b1')
    assert.equal(existsSync(scratch.path('pointers/models/grapes')), false)
    assert.equal(text(scratch, 'tag'), 'wine:v1\n')
    assert.equal(
      text(scratch, 'labels'),
      [
        ...['org.opencontainers.image.title=wine', 'org.opencontainers.image.version=v1'],
        ...['rt.bento=wine:v1', 'rt.bento.bentoml=1.4.40', 'rt.bento.models=grapes:g1,barrels:b1'],
        ...['rt.bento.service=serve:Wine', ''],
      ].join('\n'),
    )
    assert.equal(text(scratch, 'env'), 'A=$$x\nD=y=z\n')
  })

  it('reads what rt bento export writes, and what bento.yaml says of docker', async () => {
    await using scratch = await Scratch.make()
    const yaml = 'name: wine\nversion: v1\ndocker:\n  env:\n    N: 1\n    T: true\n'
    scratch.write('home/bentos/wine/v1/bento.yaml', yaml)
    const home = { BENTOML_HOME: scratch.path('home') }
    const exported = await runRt(scratch.path(), ['bento', 'export', 'wine', 'wine.bento'], home)
    assert.equal(exported.code, 0)
    assert.deepEqual(await unpack(scratch, '--', 'source\twine.bento\twine.bento'), DONE)
    assert.equal(text(scratch, 'out/bento.yaml'), yaml)
    assert.equal(text(scratch, 'env'), 'N=1\nT=true\n')
    assert.doesNotMatch(text(scratch, 'labels'), /models|service/)
    assert.equal(existsSync(scratch.path('out.export')), false)
  })

  it('refuses a Bento without a model that it needs', async () => {
    await using scratch = await Scratch.make()
    writeBento(scratch, 'wine')
    const { code, stderr } = await unpack(scratch, '--', 'source\twine\twine')
    assert.equal(code, 1)
    assert.match(
      stderr,
      /^rt bento unpack: Cannot use "wine" as a Bento: barrels:b1, which it needs, is neither in it/,
    )
  })

  it('refuses what has no bento.yaml, or one without a version', async () => {
    await using scratch = await Scratch.make()
    scratch.write('none/serve.py', '')
    scratch.write('nameless/bento.yaml', 'name: wine\n')
    for (const [folder, problem] of [
      ['none', 'it has no bento.yaml'],
      ['nameless', 'in its bento.yaml, its version is empty'],
    ] as const) {
      const { code, stderr } = await unpack(scratch, '--', `source\t${folder}\t${folder}`)
      const message = `rt bento unpack: Cannot use "${folder}" as a Bento: ${problem}`
      assert.deepEqual([code, stderr.split('\n')[0]], [1, message])
    }
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Mistakes } from '../document/mistakes.ts'
import type { ModelManifest } from './manifest.ts'
import { readManifest } from './manifest.ts'
import type { TritonPlan } from './triton.ts'
import { planTriton, readTritonManifest } from './triton.ts'

const GOOD = {
  binaries: { type: 'python', dependencies: 'conda', conda_path: 'mlflow/conda.yaml' },
  model: { name: 'wine', version: 1.2, workDir: 'mlflow/model', entrypoint: 'entrypoint' },
  odahuflowVersion: '1.6',
  toolchain: { name: 'mlflow', version: '1.0' },
}

function read(document: unknown): { manifest: ModelManifest | undefined; errors: string[] } {
  const mistakes = new Mistakes()
  const text = typeof document === 'string' ? document : JSON.stringify(document)
  const manifest = readManifest('odahuflow.project.yaml', text, mistakes)
  return { manifest, errors: mistakes.errors.map(({ problem }) => problem) }
}

describe('readManifest', () => {
  it('reads JSON and YAML, and ignores keys of toolchains', () => {
    const expected = {
      name: 'wine',
      version: '1.2',
      workDir: 'mlflow/model',
      entrypoint: 'entrypoint',
      condaPath: 'mlflow/conda.yaml',
    }
    assert.deepEqual(read(GOOD), { manifest: expected, errors: [] })
    const yaml =
      'binaries: {type: python, dependencies: conda, conda_path: ./c.yaml}\nmodel:\n  name: a\n  version: "1.0"\n  workDir: ./m/\n  entrypoint: x.y\nodahuflowVersion: "1"\n'
    assert.deepEqual(read(yaml).manifest, {
      name: 'a',
      version: '1.0',
      workDir: 'm',
      entrypoint: 'x.y',
      condaPath: 'c.yaml',
    })
  })

  const incorrect = 'Odahu manifest file is in incorrect format: '
  const without = (key: keyof typeof GOOD): object => ({ ...GOOD, [key]: undefined })
  const refused: readonly (readonly [string, unknown, readonly string[]])[] = [
    [
      'another type',
      { ...GOOD, binaries: { ...GOOD.binaries, type: 'r' } },
      ['Unsupported model binaries type: r'],
    ],
    [
      'other dependencies',
      { ...GOOD, binaries: { ...GOOD.binaries, dependencies: 'pip' } },
      ['Unsupported model dependencies type: pip'],
    ],
    ['no model', without('model'), ['Model section is not set']],
    ['no version of the format', without('odahuflowVersion'), ['odahuflowVersion is not set']],
    [
      'no conda file',
      { ...GOOD, binaries: { type: 'python', dependencies: 'conda' } },
      ['Conda path is not set'],
    ],
    ['no binaries', without('binaries'), [`${incorrect}binaries: field required`]],
    [
      'no name',
      { ...GOOD, model: { ...GOOD.model, name: undefined } },
      [`${incorrect}model -> name: field required`],
    ],
    [
      'a directory outside',
      { ...GOOD, model: { ...GOOD.model, workDir: '../x' } },
      ['workDir must be a path inside the artifact'],
    ],
    [
      'a conda file outside',
      { ...GOOD, binaries: { ...GOOD.binaries, conda_path: '/etc/passwd' } },
      ['conda_path must be a path inside the artifact'],
    ],
    [
      'an entrypoint that is a path',
      { ...GOOD, model: { ...GOOD.model, entrypoint: 'a/b.py' } },
      ['entrypoint is not the name of a module'],
    ],
    ['a list', '[1]', [`${incorrect}it must be a mapping`]],
    ['nothing', '', [`${incorrect}it must be a mapping`]],
  ]
  for (const [what, document, errors] of refused) {
    it(`refuses ${what}`, () => assert.deepEqual(read(document).errors, errors))
  }
})

describe('readTritonManifest', () => {
  const model = (text: string | undefined): string => {
    const mistakes = new Mistakes()
    const manifest = text === undefined ? undefined : { file: 'odahuflow.model.yaml', text }
    const read = readTritonManifest(manifest, mistakes)
    return read === undefined
      ? mistakes.errors.map(({ problem }) => problem).join('; ')
      : `${read.name}/${read.version}`
  }
  const cases: readonly (readonly [string | undefined, string | RegExp])[] = [
    [undefined, 'model/1'],
    ['{name: Wine, version: "1.2"}', 'Wine/12'],
    ['{name: w, version: 1.2}', 'w/12'],
    ['{name: w, version: v10-rc1}', 'w/101'],
    ['{name: w, version: -5}', 'w/5'],
    ['{name: w, version: "007"}', 'w/007'],
    ['{name: w, version: 0}', 'w/0'],
    ['{name: w, version: latest}', 'Model version must be numeric'],
    ['{name: w, version: "²"}', 'Model version must be numeric'],
    ['{name: "a b", version: 1}', 'Model name must be valid URL path segment'],
    ['{name: "é", version: 1}', 'Model name must be valid URL path segment'],
    ['{name: "", version: 1}', 'Model name must be valid URL path segment'],
    ['{name: "a\\n", version: 1}', 'Model name must be valid URL path segment'],
    ['{name: ../x, version: 1}', /one segment/],
    ['{name: /x, version: 1}', /one segment/],
    ['{name: .., version: 1}', /leads elsewhere/],
    ['{version: 1}', 'name: field required'],
    ['{}', 'name: field required; version: field required'],
  ]
  for (const [text, expected] of cases) {
    it(`reads ${String(text)}`, () => {
      if (typeof expected === 'string') assert.equal(model(text), expected)
      else assert.match(model(text), expected)
    })
  }
})

describe('planTriton', () => {
  const plan = (...files: string[]): TritonPlan | string => {
    const mistakes = new Mistakes()
    const at = { file: 'm', line: 1, column: 1 }
    const planned = planTriton(files, { name: 'W', version: '2' }, at, mistakes)
    return mistakes.errors[0]?.problem ?? planned ?? ''
  }

  it('lays out a repository', () => {
    const planned = plan(
      'model.py',
      'config.pbtxt',
      'conda.yml',
      'a/b.bin',
      'odahuflow.project.yaml',
    )
    assert.ok(typeof planned !== 'string')
    assert.equal(planned.backend.name, 'Python')
    assert.equal(planned.conda, 'conda.yml')
    assert.deepEqual(
      planned.placements.map(({ destination }) => destination),
      ['W/2/model.py', 'W/config.pbtxt', 'conda.yaml', 'W/2/a/b.bin', 'W/2/odahuflow.project.yaml'],
    )
  })

  it('takes the first backend, of files and directories', () => {
    const backend = (...files: string[]): string => {
      const planned = plan(...files)
      return typeof planned === 'string' ? planned : planned.backend.name
    }
    assert.equal(backend('model.onnx', 'model.savedmodel/saved_model.pb'), 'TensorFlow_SavedModel')
    assert.equal(backend('model.plan', 'model.onnx'), 'TensorRT')
    assert.equal(backend('model.onnx'), 'ONNX')
    assert.match(backend('Model.onnx'), /^No Triton backend suits for provided model/)
    for (const [file, name] of [
      ['model.py', 'Python'],
      ['model.graphdef', 'TensorFlow_GraphDef'],
      ['model.pt', 'TorchScript'],
      ['model.netdef', 'Caffe2'],
    ] as const) {
      assert.equal(backend(file), `config.pbtxt is required for ${name} backend`)
    }
    assert.match(backend('model.onnx', 'conda.yaml', 'conda.yml'), /^two conda files/)
  })
})

import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { parseLayerSet } from '../../../core/layer_set_json.ts'
import { Scratch } from '../../../testing/scratch.ts'
import { zipFile } from '../../../testing/zip_writer.ts'
import type { RtOutcome } from '../../testing/run_rt.ts'
import { runRt } from '../../testing/run_rt.ts'

const PACKAGING = `kind: ModelPackaging
id: wine
spec:
  artifactName: wine
  integrationName: docker-triton
  targets: [{name: docker-push, connectionName: registry}]
`

type Files = Readonly<Record<string, string>>

const ONNX: Files = {
  'wine/odahuflow.project.yaml': 'name: Wine\nversion: 1.2\n',
  'wine/model.onnx': 'weights'.repeat(10),
  'wine/labels/names.txt': 'red',
  'wine/mp.json': 'PASSWORD',
  'wine/result.json': 'PASSWORD',
}

const PYTHON: Files = {
  'p/odahuflow.model.yml': 'name: wine\nversion: "007"\n',
  'p/model.py': 'x = 1\n',
  'p/config.pbtxt': 'backend: "python"\n',
  'p/conda.yml': 'dependencies:\n- python=3.11\n- numpy=1.26\n- pip: [scipy]\n',
}

const ENVIRONMENT = ['--python-version=3.11.2', '--architecture=amd64']
const WHEELS = ['--wheel=numpy==1.26.4', '--wheel=scipy==1.11']
const TRITON = 'nvcr.io/nvidia/tritonserver'
const BASE = ['--base=@triton', `--base-reference=${TRITON}:20.11-py3`]

interface Planned extends RtOutcome {
  /** Text of an output. */
  readonly read: (name: string) => string
  /** Names of the sources that layers are made of. */
  readonly sources: readonly string[]
  readonly layers: number
}

const OUTPUTS = ['cmd', 'env', 'ports', 'model', 'layers']

type Prepare = (scratch: Scratch) => readonly string[]

function asFiles(files: Files): Prepare {
  return (scratch) =>
    Object.entries(files).flatMap(([path, text]) => {
      scratch.write(path, text)
      return [`source\t${path}\t${path}`, `key\t_main/${path}\t${path}`]
    })
}

async function plan(
  prepare: Prepare,
  args: readonly string[] = BASE,
  packaging = PACKAGING,
): Promise<Planned> {
  await using scratch = await Scratch.make()
  scratch.write('p.yaml', packaging)
  scratch.write('most', '3\n')
  const entries = prepare(scratch)
  const outcome = await runRt(scratch.path(), [
    ...['pack', 'triton', '--packager=docker-triton', '--packaging=p.yaml'],
    ...['--unpacked=unpacked', '--max-layers-file=most', '--bundle-below=30'],
    ...OUTPUTS.map((name) => `--${name}=${name}`),
    ...args,
    '--',
    ...entries,
    'key\t_main/unpacked\tunpacked',
  ])
  const texts = new Map(
    OUTPUTS.filter((name) => existsSync(scratch.path(name))).map((name) => [
      name,
      readFileSync(scratch.path(name), 'utf8'),
    ]),
  )
  const set = texts.get('layers')
  const parsed = set === undefined ? undefined : parseLayerSet(JSON.parse(set))
  const layers = parsed?.ok === true ? parsed.value.layers : []
  const sources = layers.flatMap(({ content }) =>
    content.kind === 'recipe'
      ? content.parts.flatMap((part) => ('file' in part ? [part.file] : []))
      : ['not a recipe'],
  )
  return { ...outcome, sources, layers: layers.length, read: (name) => texts.get(name) ?? '' }
}

describe('rt pack triton', () => {
  it('describes a repository of layers that are never written, and the config', async () => {
    const { code, stderr, read, sources, layers } = await plan(asFiles(ONNX))
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
    assert.equal(layers, 2)
    assert.deepEqual(sources.toSorted(), [
      '_main/wine/labels/names.txt',
      '_main/wine/model.onnx',
      '_main/wine/odahuflow.project.yaml',
    ])
    assert.deepEqual(JSON.parse(read('model')), { name: 'Wine', version: '12' })
    assert.equal(
      read('cmd').replaceAll('\n', ' '),
      'tritonserver --log-verbose 100 --strict-model-config=false --model-repository=/models_repository ',
    )
    assert.equal(read('env'), 'MODEL_REPO=/models_repository\n')
    assert.equal(read('ports'), '8000\n8001\n8002\n')
  })

  it('takes an archive, whose files are unpacked beside the layers', async () => {
    const members = Object.entries(ONNX).map(([name, text]) => ({
      name,
      content: Buffer.from(text),
    }))
    const { code, stderr, sources } = await plan((scratch) => {
      writeFileSync(scratch.path('a.zip'), zipFile(members))
      return ['source\ta.zip\ta.zip', 'key\t_main/a.zip\ta.zip']
    })
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
    assert.ok(sources.includes('_main/unpacked/wine/model.onnx'), sources.join())
    assert.equal(sources.length, 3)
  })

  it('takes a model without a manifest, also one that is a directory alone', async () => {
    const { code, read } = await plan(
      asFiles({ 'a/model.savedmodel/saved_model.pb': 'x', 'a/model.savedmodel/variables/v': 'y' }),
    )
    assert.equal(code, 0)
    assert.deepEqual(JSON.parse(read('model')), { name: 'model', version: '1' })
  })

  it('takes wheels for the conda file of the Python backend', async () => {
    const { code, stderr } = await plan(asFiles(PYTHON), [...BASE, ...ENVIRONMENT, ...WHEELS])
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
  })

  it('says that a conda file of another backend has no effect', async () => {
    const { code, stderr } = await plan(asFiles({ ...ONNX, 'wine/conda.yaml': 'x: 1' }))
    assert.match(stderr, /warning: conda\.yaml:1:1: the ONNX backend uses no Python/)
    assert.equal(code, 0)
  })

  it('builds on a base of its own when it is minimal, and says which argument that replaces', async () => {
    const given = PACKAGING.replace(
      'docker-triton\n',
      '$&  arguments: {triton_base_image_tag: x}\n',
    )
    const { code, stderr } = await plan(asFiles(ONNX), ['--base=:mine', '--minimal'], given)
    assert.match(stderr, /warning: p\.yaml:6:14: triton_base_image_tag has no effect/)
    assert.equal(code, 0)
  })

  const named = (tag: string): string =>
    PACKAGING.replace('docker-triton\n', `$&  arguments: {triton_base_image_tag: ${tag}}\n`)
  const refused: readonly [
    what: string,
    files: Files,
    message: RegExp,
    args?: readonly string[],
    packaging?: string,
  ][] = [
    [
      'no base, by the default of the document',
      ONNX,
      /names the image below, nvcr\.io\/nvidia\/tritonserver:20\.11-py3, and the rule has no base\n {2}accepted: .*minimal = True\n {2}fix: in MODULE\.bazel: oci\.pull\(name = "base", image = "nvcr\.io\/nvidia\/tritonserver", tag = "20\.11-py3"/,
      [],
    ],
    [
      'a base of another tag',
      ONNX,
      /tritonserver:24\.10-py3, and base is @triton, which is .*:20\.11-py3\n/,
      BASE,
      named('24.10-py3'),
    ],
    [
      'a base of which nothing is known',
      ONNX,
      /and base is :mine, of which nothing says that it is that image/,
      ['--base=:mine'],
    ],
    [
      'a base that was pulled by its digest alone',
      ONNX,
      /which is nvcr\.io\/nvidia\/tritonserver@sha256:0{64}/,
      ['--base=@triton', `--base-reference=${TRITON}@sha256:${'0'.repeat(64)}`],
    ],
    ...['../up', '/etc/x', 'a/b', '"a\\n"', '..'].map((name): [string, Files, RegExp] => [
      `the name ${name}`,
      { ...ONNX, 'wine/odahuflow.project.yaml': `name: ${name}\nversion: 1\n` },
      /odahuflow\.project\.yaml:1:7: Model name must/,
    ]),
    [
      'no packages for a conda file',
      PYTHON,
      /conda\.yml:1:1: the model needs Python packages, and the rule has no wheels/,
    ],
    [
      'packages that are missing or of other versions, each named',
      PYTHON,
      /conda\.yml:3:3: the model wants numpy==1\.26\.\*, and wheels has numpy 2\.0\n.*\n.*conda\.yml:4:9: the model wants scipy, and wheels has none/,
      [...BASE, ...ENVIRONMENT, '--wheel=numpy==2.0'],
    ],
    [
      'another Python',
      PYTHON,
      /conda\.yml:2:3: the model wants Python =3\.11, and the image has 3\.10\n/,
      [...BASE, '--python-version=3.10', ...WHEELS],
    ],
    ['two conda files', { ...PYTHON, 'p/conda.yaml': '' }, /two conda files/],
    [
      'two manifests',
      { ...ONNX, 'wine/odahuflow.model.yaml': 'name: a\nversion: 1' },
      /which manifest to use: wine\/odahuflow\.model\.yaml, wine\/odahuflow\.project\.yaml/,
    ],
    [
      'the manifest of another packager',
      { ...ONNX, 'wine/odahuflow.project.yaml': 'model: {name: x, version: 1}' },
      /name: field required\n.*version: field required/,
    ],
    [
      'a document for another packager',
      ONNX,
      /the document is for docker-cli, and the rule for docker-triton/,
      BASE,
      PACKAGING.replace('docker-triton', 'docker-cli'),
    ],
    ['a wheel that is no pair', ONNX, /--wheel/, [...BASE, ...ENVIRONMENT, '--wheel=numpy']],
  ]
  for (const [what, files, message, args, packaging] of refused) {
    it(`refuses ${what}`, async () => {
      const { code, stderr } = await plan(asFiles(files), args, packaging)
      assert.match(stderr, message)
      assert.equal(code, 1)
    })
  }
})

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { Scratch } from '../../../testing/scratch.ts'
import { overlappingZip, zipFile } from '../../../testing/zip_writer.ts'
import type { RtOutcome } from '../../testing/run_rt.ts'
import { runRt } from '../../testing/run_rt.ts'

const PACKAGING = `kind: ModelPackaging
id: wine
spec:
  artifactName: wine
  integrationName: docker-rest
  arguments: {port: 8080, timeout: 7, workers: 2, threads: 3, host: 127.0.0.1}
  targets: [{name: docker-push, connectionName: registry}]
`

const MANIFEST = `binaries: {type: python, dependencies: conda, conda_path: deps/conda.yaml}
model: {name: Wine, version: 1.10, workDir: my_model, entrypoint: entry.point}
odahuflowVersion: "1.6.1"
`

type Files = Readonly<Record<string, string>>

const ARTIFACT: Files = {
  'wine/odahuflow.project.yaml': MANIFEST,
  'wine/deps/conda.yaml': 'dependencies: [python=3.11]\n',
  'wine/my_model/entry/point.py': 'x = 1\n',
  'wine/my_model/weights.bin': 'w',
  'wine/mp.json': 'PASSWORD',
  'wine/result.json': 'PASSWORD',
}

interface Options {
  readonly packaging?: string
  readonly packager?: string
  readonly args?: readonly string[]
}

interface Planned extends RtOutcome {
  /** Files of the tree. */
  readonly tree: readonly string[]
  /** Text of an output. */
  readonly read: (name: string) => string
}

const OUTPUTS = ['entrypoint', 'cmd', 'env', 'ports', 'model', 'check']

async function plan(
  prepare: (scratch: Scratch) => readonly string[],
  { packaging = PACKAGING, packager = 'docker-rest', args = [] }: Options = {},
): Promise<Planned> {
  await using scratch = await Scratch.make()
  scratch.write('p.yaml', packaging)
  const entries = prepare(scratch)
  const outcome = await runRt(scratch.path(), [
    ...['pack', 'plan', `--packager=${packager}`, '--packaging=p.yaml', '--tree=tree'],
    ...OUTPUTS.map((name) => `--${name}=${name}`),
    ...args,
    '--',
    ...entries,
  ])
  const texts = new Map(
    OUTPUTS.filter((name) => existsSync(scratch.path(name))).map((name) => [
      name,
      readFileSync(scratch.path(name), 'utf8'),
    ]),
  )
  const tree = existsSync(scratch.path('tree'))
    ? readdirSync(scratch.path('tree'), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => `${entry.parentPath}/${entry.name}`.slice(scratch.path('tree').length + 1))
        .toSorted()
    : []
  assert.equal(existsSync(scratch.path('tree.artifact')), false)
  return { ...outcome, tree, read: (name) => texts.get(name) ?? '' }
}

function asFiles(files: Files): (scratch: Scratch) => readonly string[] {
  return (scratch) =>
    Object.entries(files).map(([path, text]) => {
      scratch.write(path, text)
      return `source\t${path}\t${path}`
    })
}

function asZip(members: Parameters<typeof zipFile>[0]): (scratch: Scratch) => readonly string[] {
  return (scratch) => {
    writeFileSync(scratch.path('a.zip'), zipFile(members))
    return ['source\ta.zip\ta.zip']
  }
}

describe('rt pack plan', () => {
  it('plans a service', async () => {
    const { code, stderr, tree, read } = await plan(asFiles(ARTIFACT))
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
    assert.deepEqual(tree, [
      'app/odahuflow_model/entry/point.py',
      'app/odahuflow_model/weights.bin',
    ])
    assert.equal(read('entrypoint'), 'gunicorn\n')
    assert.equal(
      read('cmd').replaceAll('\n', ' '),
      '--pythonpath /app/ --timeout 7 -b 127.0.0.1:8080 -w 2 --threads 3 odahuflow_handler:app --access-logfile - ',
    )
    assert.equal(
      read('env'),
      'ODAHU_MODEL_NAME=Wine\nODAHU_MODEL_VERSION=1.10\nMODEL_LOCATION=odahuflow_model\nMODEL_ENTRYPOINT=entry.point\nPYTHONUNBUFFERED=1\n',
    )
    assert.equal(read('ports'), '8080\n')
    assert.deepEqual(JSON.parse(read('model')), { name: 'Wine', version: '1.10' })
    assert.match(read('check'), /"module":"odahuflow_model\.entry\.point"/)
  })

  it('plans a command line with the whole artifact once, and the directory that it has', async () => {
    const packaging = PACKAGING.replace('docker-rest', 'docker-cli').replace(
      / {2}arguments.*\n/,
      '',
    )
    const { code, stderr, tree, read } = await plan(asFiles(ARTIFACT), {
      packaging,
      packager: 'docker-cli',
    })
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
    assert.deepEqual(tree, [
      'app/gppi/deps/conda.yaml',
      'app/gppi/my_model/entry/point.py',
      'app/gppi/my_model/weights.bin',
      'app/gppi/odahuflow.project.yaml',
    ])
    assert.equal(read('entrypoint'), 'invoke\n')
    assert.match(read('env'), /^MODEL_LOCATION=\/app\/gppi\/my_model$/m)
  })

  const archives: readonly [string, (scratch: Scratch) => readonly string[]][] = [
    ['a directory', (scratch) => (asFiles(ARTIFACT)(scratch), ['source\twine\twine'])],
    [
      'a zip file',
      asZip(Object.entries(ARTIFACT).map(([name, text]) => ({ name, content: Buffer.from(text) }))),
    ],
    ...['.tar', '.tar.gz'].map((end): [string, (scratch: Scratch) => readonly string[]] => [
      `a ${end} file`,
      (scratch) => {
        asFiles(ARTIFACT)(scratch)
        const file = `a${end}`
        execFileSync('tar', [
          '-C',
          scratch.path(),
          end === '.tar' ? '-cf' : '-czf',
          scratch.path(file),
          'wine',
        ])
        return [`source\t${file}\t${file}`]
      },
    ]),
  ]
  for (const [what, prepare] of archives) {
    it(`takes ${what}`, async () => {
      const { code, stderr, tree } = await plan(prepare)
      assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
      assert.equal(tree.length, 2)
    })
  }

  const without = (path: string): Files =>
    Object.fromEntries(Object.entries(ARTIFACT).filter(([name]) => name !== path))
  const refused: readonly [
    what: string,
    prepare: (scratch: Scratch) => readonly string[],
    message: RegExp,
    options?: Options,
  ][] = [
    [
      'no manifest',
      asFiles(without('wine/odahuflow.project.yaml')),
      /without a manifest; it has wine\/deps\/conda\.yaml, .*\n {2}accepted: one file odahuflow\.project\.yaml or/,
    ],
    [
      'two manifests',
      asFiles({ ...ARTIFACT, 'wine/odahuflow.project.yml': MANIFEST }),
      /which manifest to use: wine\/odahuflow\.project\.yaml, wine\/odahuflow\.project\.yml/,
    ],
    [
      'files beside the artifact',
      asFiles({ ...ARTIFACT, 'other/x': '' }),
      /not in the directory of the manifest, "wine\/": other\/x/,
    ],
    [
      'a workDir and a conda file that are not there',
      asFiles({ 'wine/odahuflow.project.yaml': MANIFEST }),
      /conda_path is "deps\/conda\.yaml", which is not in the artifact\n.*workDir is "my_model", which/,
    ],
    [
      'an entrypoint that is not there',
      asFiles(without('wine/my_model/entry/point.py')),
      /entrypoint is "entry\.point", which is not in the artifact/,
    ],
    [
      'a manifest with mistakes',
      asFiles({ ...ARTIFACT, 'wine/odahuflow.project.yaml': MANIFEST.replace('python', 'r') }),
      /odahuflow\.project\.yaml:1:18: Unsupported model binaries type: r/,
    ],
    [
      'another Python',
      asFiles(ARTIFACT),
      /deps\/conda\.yaml:1:16: the model wants Python =3\.11, and the image has 3\.9\.2/,
      { args: ['--python-version=3.9.2'] },
    ],
    [
      'a name that leads out of a zip file',
      asZip([{ name: '../x', content: Buffer.from('') }]),
      /\.\./,
    ],
    ['an absolute name', asZip([{ name: '/etc/x', content: Buffer.from('') }]), /absolute/],
    [
      'a link',
      asZip([{ name: 'l', content: Buffer.from('x'), mode: 0o120777 }]),
      /links of an archive: l in a\.zip/,
    ],
    [
      'a bomb',
      (scratch) => {
        writeFileSync(scratch.path('a.zip'), overlappingZip(Buffer.alloc(1024 * 1024), 3000))
        return ['source\ta.zip\ta.zip']
      },
      /a\.zip.*grows to more than/,
    ],
    [
      'a document for another packager',
      asFiles(ARTIFACT),
      /p\.yaml:5:20: the document is for docker-cli, and the rule for docker-rest/,
      {
        packaging: PACKAGING.replace('docker-rest', 'docker-cli').replace(/ {2}arguments.*\n/, ''),
      },
    ],
    [
      'a secret in a file that the build reads',
      asFiles(ARTIFACT),
      /p\.yaml:11:7: the connection "registry" has a secret, and this file is read while building/,
      {
        packaging: `${PACKAGING}---\nkind: Connection\nid: registry\nspec: {type: docker, uri: a.example/b, username: u, password: p}\n`,
      },
    ],
    [
      'a base that the rule lacks',
      asFiles(ARTIFACT),
      /names the image below, python:3\.6, .*\n.*\n {2}fix: in MODULE\.bazel: oci\.pull\(name = "base", image = "python", tag = "3\.6"/,
      { packaging: PACKAGING.replace('port: 8080', 'dockerfileBaseImage: "python:3.6"') },
    ],
    [
      'a base that is not the one of the document',
      asFiles(ARTIFACT),
      /names the image below, python:3\.6, and base is @py, which is docker\.io\/library\/python:3\.12\n/,
      {
        packaging: PACKAGING.replace('port: 8080', 'dockerfileBaseImage: "python:3.6"'),
        args: ['--base=@py', '--base-reference=docker.io/library/python:3.12'],
      },
    ],
    [
      'wheels that lack what the model wants',
      asFiles({
        ...ARTIFACT,
        'wine/deps/conda.yaml': 'dependencies: [python, {pip: [flask>=9]}]\n',
      }),
      /deps\/conda\.yaml:1:31: the model wants flask>=9, and wheels has flask 1\.0\n/,
      { args: ['--python-version=3.11', '--wheel=flask==1.0'] },
    ],
    [
      'several documents without an id',
      asFiles(ARTIFACT),
      /2 documents of kind ModelPackaging/,
      { packaging: `${PACKAGING}---\n${PACKAGING.replace('id: wine', 'id: other')}` },
    ],
  ]
  for (const [what, prepare, message, options] of refused) {
    it(`refuses ${what}`, async () => {
      const { code, stderr } = await plan(prepare, options)
      assert.match(stderr, message)
      assert.equal(code, 1)
    })
  }

  it('takes the base that the document names, whatever way it is written', async () => {
    const { code, stderr } = await plan(asFiles(ARTIFACT), {
      packaging: PACKAGING.replace('port: 8080', 'dockerfileBaseImage: "python:3.6"'),
      args: [
        '--base=@py',
        '--base-reference=docker.io/library/python:3.6@sha256:' + '0'.repeat(64),
      ],
    })
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
  })

  it('picks the document with an id', async () => {
    const packaging = `${PACKAGING}---\n${PACKAGING.replace('id: wine', 'id: other').replace('8080', '9')}`
    const { code, read } = await plan(asFiles(ARTIFACT), { packaging, args: ['--id=other'] })
    assert.equal(code, 0)
    assert.equal(read('ports'), '9\n')
  })
})

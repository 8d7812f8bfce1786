import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Scratch } from '../../testing/scratch.ts'
import type { RtOutcome } from '../testing/run_rt.ts'
import { runRt } from '../testing/run_rt.ts'

const GOOD = `kind: ModelPackaging
id: wine
spec:
  artifactName: wine-1.0.zip
  integrationName: docker-rest
  targets: [{name: docker-push, connectionName: registry}]
`

const CONNECTION = `kind: Connection
id: registry
spec: {type: docker, uri: registry.example.com/models}
`

async function validate(
  files: Readonly<Record<string, string>>,
  ...options: readonly string[]
): Promise<RtOutcome> {
  await using scratch = await Scratch.make()
  for (const [name, text] of Object.entries(files)) scratch.write(name, text)
  const names = Object.keys(files).filter((name) => !options.includes(name))
  return await runRt(scratch.path(), ['pack', 'validate', ...names, ...options])
}

describe('rt pack validate', () => {
  it('lists what it has checked', async () => {
    const { code, stdout, stderr } = await validate({
      'p.yaml': `${GOOD}---\n${CONNECTION}`,
      'q.json': JSON.stringify({
        id: 'other',
        spec: {
          artifactName: 'a',
          integrationName: 'docker-cli',
          arguments: { imageName: 'x:{{ Version }}' },
          targets: [{ name: 'docker-push', connectionName: 'registry' }],
        },
      }),
    })
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
    assert.deepEqual(
      stdout.split('\n').map((line) => line.split(/ {2,}/)),
      [
        ['ID', 'PACKAGER', 'ARTIFACT', 'IMAGE NAME'],
        ['wine', 'docker-rest', 'wine-1.0.zip', '{{ Name }}-{{ Version }}:{{ RandomUUID }}'],
        ['other', 'docker-cli', 'a', 'x:{{ Version }}'],
        [''],
      ],
    )
  })

  it('tells all mistakes with their lines', async () => {
    const text = GOOD.replace('id: wine', 'id: Wine')
      .replace('docker-push', 'push')
      .concat('  arguments:\n    port: "5000"\n    imageName: "{{ Name "\n')
    const { code, stderr } = await validate({ 'p.yaml': text, 'c.yaml': CONNECTION })
    assert.equal(code, 1)
    const problems = stderr.split('\n').filter((line) => line.startsWith('rt pack validate: '))
    assert.deepEqual(
      problems.map((line) => line.replace('rt pack validate: ', '').replace(/ \(.*/, '')),
      [
        'p.yaml:2:5: ID is not valid',
        'p.yaml:6:12: [docker-push] are required targets',
        'p.yaml:6:13: cannot find push target in packaging integration docker-rest',
        'p.yaml:8:5: imageName cannot be rendered: expected variable end',
        'p.yaml:8:11: argument validation is failed: [port: Invalid type. Expected: integer, given: string]',
      ],
    )
  })

  it('takes connections from a file of their own', async () => {
    const files = { 'p.yaml': GOOD, 'c.yaml': CONNECTION.replace('registry\n', 'other\n') }
    const { code, stderr } = await validate(files, '--connections', 'c.yaml')
    assert.equal(code, 1)
    assert.match(stderr, /p\.yaml:6:13: entity "registry" is not found\n {2}accepted: other\n/)
  })

  it('warns of what it ignores', async () => {
    const { code, stderr } = await validate({ 'p.yaml': `${GOOD}  colour: red\n` })
    assert.equal(code, 0)
    assert.match(stderr, /warning: p\.yaml:7:3: unknown key "colour" is ignored/)
  })

  it('refuses files without a packaging, and two with one id', async () => {
    assert.match((await validate({ 'p.yaml': '# nothing\n' })).stderr, /no document of kind/)
    assert.match(
      (await validate({ 'p.yaml': `${GOOD}---\n${GOOD}` })).stderr,
      /2 documents of kind ModelPackaging have the id "wine"/,
    )
    assert.match((await validate({}, 'gone.yaml')).stderr, /gone\.yaml/)
  })
})

async function integrations(...args: readonly string[]): Promise<RtOutcome> {
  return runRt('.', ['pack', 'integrations', ...args])
}

describe('rt pack integrations', () => {
  it('shows arguments, targets and results as a table', async () => {
    const { code, stdout } = await integrations('docker-triton')
    assert.equal(code, 0)
    assert.match(stdout, /^docker-triton\n {2}ARGUMENT +TYPE +DEFAULT +DESCRIPTION\n/)
    assert.match(stdout, /triton_base_image_tag +string +20\.11-py3/)
    assert.match(stdout, /docker-push +yes +docker, ecr/)
    assert.match(stdout, /image +name of the image\n$/)
  })

  it('shows all as JSON and as YAML', async () => {
    const { stdout } = await integrations('-o', 'json')
    const documents = JSON.parse(stdout) as readonly { readonly id: string }[]
    assert.deepEqual(
      documents.map(({ id }) => id),
      ['docker-cli', 'docker-rest', 'docker-triton'],
    )
    assert.match((await integrations('-o', 'yaml')).stdout, /^- kind: PackagingIntegration\n/)
  })

  it('shows what an expression finds', async () => {
    const all = await integrations('-o', 'jsonpath=[*].id')
    assert.equal(all.stdout, 'docker-cli\ndocker-rest\ndocker-triton\n')
    const port = await integrations(
      'docker-rest',
      '-o',
      "jsonpath=$..properties[?@.name=='port'].parameters[2].value",
    )
    assert.equal(port.stdout, '5000\n')
  })

  it('refuses what it does not know', async () => {
    for (const [args, message] of [
      [['docker-xyz'], /accepted: docker-cli, docker-rest, docker-triton/],
      [['-o', 'xml'], /accepted: table, json, yaml, jsonpath=EXPRESSION/],
      [['-o', 'jsonpath=[*'], /accepted: an expression of RFC 9535/],
    ] as const) {
      const { code, stderr } = await integrations(...args)
      assert.equal(code, 1)
      assert.match(stderr, message)
    }
  })
})

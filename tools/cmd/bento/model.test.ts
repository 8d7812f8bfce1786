import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { pack } from 'tar-stream'
import { Scratch } from '../../testing/scratch.ts'
import type { RtOutcome } from '../testing/run_rt.ts'
import { runRt } from '../testing/run_rt.ts'

const OUTPUTS = ['--tag-out=tag', '--place-out=place', '--document-out=model.yaml']
const DONE = { code: 0, stdout: '', stderr: '' }

function describeModel(scratch: Scratch, ...args: readonly string[]): Promise<RtOutcome> {
  return runRt(scratch.path(), ['bento', 'model', ...OUTPUTS, ...args])
}

function text(scratch: Scratch, name: string): string {
  return readFileSync(scratch.path(name), 'utf8')
}

describe('rt bento model', () => {
  it('reads the tag of a model that has a description', async () => {
    await using scratch = await Scratch.make()
    const yaml = 'name: wine\nversion: "1.0"\nmodule: bentoml.sklearn\n'
    scratch.write('store/wine/1.0/model.yaml', yaml)
    scratch.write('store/wine/1.0/saved_model.pkl', 'x')
    const outcome = await describeModel(scratch, '--', 'source\t\tstore/wine/1.0')
    assert.deepEqual(outcome, DONE)
    assert.equal(text(scratch, 'tag'), 'wine:1.0\n')
    assert.equal(text(scratch, 'place'), 'home/bentoml/bento/models/wine/1.0\n')
    assert.equal(text(scratch, 'model.yaml'), yaml)
  })

  it('unpacks an export', async () => {
    await using scratch = await Scratch.make()
    const tar = pack()
    tar.entry({ name: './', type: 'directory', mode: 0o700 })
    tar.entry({ name: './model.yaml' }, 'name: wine\nversion: v1\n')
    tar.entry({ name: './saved_model.pkl', mode: 0o600 }, 'x')
    tar.finalize()
    const chunks: Uint8Array[] = []
    for await (const chunk of tar) chunks.push(chunk as Uint8Array)
    scratch.write('wine.bentomodel', Buffer.concat(chunks))
    const entry = 'source\twine.bentomodel\twine.bentomodel'
    assert.deepEqual(await describeModel(scratch, '--tree=tree', '--', entry), DONE)
    assert.equal(text(scratch, 'tag'), 'wine:v1\n')
    assert.equal(text(scratch, 'tree/saved_model.pkl'), 'x')
  })

  it('describes files, whose version follows from their names and bytes', async () => {
    await using scratch = await Scratch.make()
    scratch.write('a.pkl', 'x')
    const facts = [
      ...['--tag=wine', '--module=bentoml.sklearn', '--framework=sklearn', '--label=a=b=c'],
      ...['--framework-version=scikit-learn=1.7.2', '--metadata=accuracy=0.9'],
      ...['--signature=predict', '--signature=score', '--batchable=predict'],
    ]
    const versionOf = async (path: string, ...more: readonly string[]): Promise<string> => {
      const entry = `source\t${path}\ta.pkl`
      assert.deepEqual(await describeModel(scratch, ...facts, ...more, '--', entry), DONE)
      return text(scratch, 'tag').trim().replace('wine:', '')
    }
    const version = await versionOf('saved_model.pkl')
    assert.match(version, /^[a-z2-7]{16}$/)
    assert.equal(
      text(scratch, 'model.yaml'),
      [
        ...['name: wine', `version: ${version}`, 'module: bentoml.sklearn', 'labels:', '  a: b=c'],
        ...[
          'options: {}',
          'metadata:',
          '  accuracy: "0.9"',
          'context:',
          '  framework_name: sklearn',
        ],
        ...['  framework_versions:', '    scikit-learn: 1.7.2', 'signatures:', '  predict:'],
        ...['    batchable: true', '    batch_dim:', '      - 0', '      - 0', '  score:'],
        ...['    batchable: false', 'api_version: v1'],
        ...['creation_time: "1970-01-01T00:00:00+00:00"', ''],
      ].join('\n'),
    )
    assert.equal(await versionOf('saved_model.pkl'), version)
    assert.notEqual(await versionOf('other.pkl'), version)
    assert.notEqual(await versionOf('saved_model.pkl', '--label=d=e'), version)
    scratch.write('a.pkl', 'y')
    assert.notEqual(await versionOf('saved_model.pkl'), version)
  })

  it('keeps a version that is given', async () => {
    await using scratch = await Scratch.make()
    scratch.write('a.pkl', 'x')
    assert.deepEqual(await describeModel(scratch, '--tag=Wine:V2', '--', 'source\ta\ta.pkl'), DONE)
    assert.equal(text(scratch, 'tag'), 'wine:v2\n')
  })

  for (const [what, yaml, problem] of [
    ['without a description', undefined, 'it has no model.yaml'],
    ['with a description that is no map', 'wine', 'its model.yaml cannot be read'],
    ['without a name', 'version: v1\n', 'in its model.yaml, its name is empty'],
  ] as const)
    it(`refuses a directory ${what}`, async () => {
      await using scratch = await Scratch.make()
      scratch.write('wine/x', 'x')
      if (yaml !== undefined) scratch.write('wine/model.yaml', yaml)
      const { code, stderr } = await describeModel(scratch, '--', 'source\t\twine')
      const message = `rt bento model: Cannot use "wine" as a Model: ${problem}`
      assert.deepEqual([code, stderr.split('\n')[0]], [1, message])
    })

  it('refuses an archive of no known format, and leaves nothing of it', async () => {
    await using scratch = await Scratch.make()
    scratch.write('wine.bentomodel', 'not an archive')
    const entry = 'source\twine.bentomodel\twine.bentomodel'
    const { code, stderr } = await describeModel(scratch, '--tree=tree', '--', entry)
    assert.equal(code, 1)
    assert.match(stderr, /^rt bento model: Cannot read "wine\.bentomodel": its format is not known/)
    assert.equal(existsSync(scratch.path('tree')), false)
  })

  it('refuses pairs without a key, and tags that are none', async () => {
    await using scratch = await Scratch.make()
    scratch.write('a.pkl', 'x')
    const entry = 'source\ta\ta.pkl'
    const pair = await describeModel(scratch, '--tag=wine', '--label=x', '--', entry)
    assert.deepEqual(
      [pair.code, pair.stderr.split('\n')[0]],
      [1, 'rt bento model: Cannot use the value of label: current value is "x"'],
    )
    const tag = await describeModel(scratch, '--tag=a b', '--', entry)
    assert.match(tag.stderr, /^rt bento model: Invalid Tag a b: its name must consist of/)
  })
})

import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { describe, it } from 'node:test'
import { pack } from 'tar-stream'
import { Scratch } from '../../testing/scratch.ts'
import type { RtOutcome } from '../testing/run_rt.ts'
import { runRt } from '../testing/run_rt.ts'

/** A home of BentoML with two versions of a Bento, and its model. */
class Home implements AsyncDisposable {
  readonly files: Scratch

  private constructor(files: Scratch) {
    this.files = files
  }

  static async make(): Promise<Home> {
    const home = new Home(await Scratch.make())
    home.bento('v1', '2026-01-01T10:00:00+00:00')
    home.bento('v2', '2026-01-02T10:00:00+00:00')
    const model = 'home/models/wine/m1'
    home.files.write(
      `${model}/model.yaml`,
      'name: wine\nversion: m1\nmodule: sklearn\ncreation_time: "2026-01-01T09:00:00+00:00"\n',
    )
    home.files.write(`${model}/saved.pkl`, 'w'.repeat(3000))
    home.files.write('home/models/wine/latest', 'm1')
    return home
  }

  bento(version: string, created: string): void {
    const folder = `home/bentos/wine-service/${version}`
    const yaml = `name: wine-service\nversion: ${version}\ncreation_time: "${created}"\nmodels:\n- tag: wine:m1\n`
    this.files.write(`${folder}/bento.yaml`, yaml)
    this.files.write(`${folder}/src/serve.py`, 'x = 1\n')
    this.files.write('home/bentos/wine-service/latest', version)
  }

  rt(...args: readonly string[]): Promise<RtOutcome> {
    return this.rtIn('home', ...args)
  }

  rtIn(home: string, ...args: readonly string[]): Promise<RtOutcome> {
    return runRt(this.files.path(), ['bento', ...args], { BENTOML_HOME: this.files.path(home) })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.files[Symbol.asyncDispose]()
  }
}

/** A tar of members that were given names by somebody hostile. */
async function tarOf(
  members: readonly { readonly name: string; readonly linkname?: string; readonly text?: string }[],
): Promise<Uint8Array> {
  const tar = pack()
  for (const { name, linkname, text = '' } of members) {
    if (linkname === undefined) tar.entry({ name }, text)
    else tar.entry({ name, type: 'symlink', linkname })
  }
  tar.finalize()
  const chunks: Uint8Array[] = []
  for await (const chunk of tar) chunks.push(chunk as Uint8Array)
  return Buffer.concat(chunks)
}

const YAML = 'name: evil\nversion: v1\n'

describe('rt bento list', () => {
  it('lists the newest first, with the size of models', async () => {
    await using home = await Home.make()
    const { stdout, code } = await home.rt('list', '-o', 'json')
    assert.equal(code, 0)
    const items = JSON.parse(stdout) as Readonly<Record<string, string>>[]
    assert.deepEqual(
      items.map(({ tag }) => tag),
      ['wine-service:v2', 'wine-service:v1'],
    )
    assert.equal(items[0]?.['model_size'], '3.01 KiB')
    assert.deepEqual(Object.keys({ ...items[0] }), ['tag', 'size', 'model_size', 'creation_time'])
  })

  it('shows a table and YAML', async () => {
    await using home = await Home.make()
    const table = await home.rt('list')
    assert.match(
      table.stdout,
      /^ Tag {14}Size {6}Model Size {2}Creation Time {7}\n wine-service:v2 {2}/,
    )
    const yaml = await home.rt('models', 'list', '-o', 'yaml')
    assert.match(
      yaml.stdout,
      /^- creation_time: '2026-01-01 .*'\n {2}module: sklearn\n {2}size: .*\n {2}tag: wine:m1\n$/,
    )
  })

  it('is empty where there is no store', async () => {
    await using home = await Home.make()
    assert.equal((await home.rtIn('nowhere', 'list', '-o', 'json')).stdout, '[]\n')
    assert.equal(existsSync(home.files.path('nowhere')), false)
  })

  it('refuses a name that nothing has, and a format that is none', async () => {
    await using home = await Home.make()
    const unknown = await home.rt('list', 'nope')
    assert.equal(unknown.code, 1)
    assert.match(unknown.stderr, /no Bentos with name 'nope' found/)
    assert.equal((await home.rt('list', '-o', 'csv')).code, 1)
  })
})

describe('rt bento get', () => {
  it('takes the newest where no version is given', async () => {
    await using home = await Home.make()
    for (const tag of ['wine-service', 'wine-service:latest', 'WINE-SERVICE:V2']) {
      const { stdout } = await home.rt('get', tag, '-o', 'path')
      assert.equal(stdout, `${home.files.path('home/bentos/wine-service/v2')}\n`)
    }
  })

  it('shows the description', async () => {
    await using home = await Home.make()
    const yaml = await home.rt('models', 'get', 'wine')
    assert.match(yaml.stdout, /^name: wine\n/)
    const json = await home.rt('models', 'get', 'wine:m1', '-o', 'json')
    assert.equal((JSON.parse(json.stdout) as { module: string }).module, 'sklearn')
  })

  it('refuses what is not there, and what is no tag', async () => {
    await using home = await Home.make()
    const unknown = await home.rt('get', 'wine-service:v9')
    assert.equal(unknown.code, 1)
    assert.match(unknown.stderr, /Bento 'wine-service:v9' is not found in BentoML store /)
    assert.match((await home.rt('get', 'Bad!:x')).stderr, /Invalid Tag Bad!:x: /)
    assert.match((await home.rt('get', '../..:x')).stderr, /Invalid Tag/)
  })
})

describe('rt bento delete', () => {
  it('moves latest to what is left, and removes a name without versions', async () => {
    await using home = await Home.make()
    const names = home.files.path('home/bentos/wine-service')
    const { stdout } = await home.rt('delete', '-y', 'wine-service:v2')
    assert.equal(stdout, 'Bento(tag="wine-service:v2") deleted.\n')
    assert.equal(readFileSync(`${names}/latest`, 'utf8'), 'v1')
    await home.rt('delete', '-y', 'wine-service')
    assert.equal(existsSync(names), false)
    assert.deepEqual(readdirSync(home.files.path('home/tmp')), [])
  })

  it('deletes all or nothing', async () => {
    await using home = await Home.make()
    const outcome = await home.rt('delete', '-y', 'wine-service:v1', 'nope')
    assert.equal(outcome.code, 1)
    assert.equal(outcome.stdout, '')
    assert.equal(existsSync(home.files.path('home/bentos/wine-service/v1')), true)
  })

  it('asks, and deletes nothing where nobody can be asked', async () => {
    await using home = await Home.make()
    const { code, stderr } = await home.rt('delete', 'wine-service:v1,wine-service:v2')
    assert.equal(code, 1)
    assert.match(stderr, /Aborted!/)
    assert.equal(existsSync(home.files.path('home/bentos/wine-service/v1')), true)
  })
})

describe('rt bento export and import', () => {
  for (const format of ['.bento', '.tar', '.tar.gz', '.gz', '.tar.xz', '.xz', '.zip']) {
    it(`goes to another store as ${format}, with its model`, async () => {
      await using home = await Home.make()
      const exported = await home.rt('export', 'wine-service:v1', `out${format}`)
      assert.equal(
        exported.stdout,
        `Bento(tag="wine-service:v1") exported to ${home.files.path(`out${format}`)}.\n`,
      )
      const imported = await home.rtIn('other', 'import', `out${format}`)
      assert.deepEqual(
        [imported.stdout, imported.stderr],
        ['Bento(tag="wine-service:v1") imported.\n', ''],
      )
      const bento = home.files.path('other/bentos/wine-service')
      assert.equal(readFileSync(`${bento}/v1/src/serve.py`, 'utf8'), 'x = 1\n')
      assert.equal(readFileSync(`${bento}/latest`, 'utf8'), 'v1')
      assert.equal(existsSync(`${bento}/v1/models`), false)
      assert.equal(statSync(home.files.path('other/models/wine/m1/saved.pkl')).size, 3000)
    })
  }

  it('gives the same bytes twice, and ends a name that has no format', async () => {
    await using home = await Home.make()
    await home.rt('export', 'wine-service:v1', 'one.foo')
    await home.rt('export', 'wine-service:v1', '.')
    const [one, two] = ['one.foo.bento', 'wine-service-v1.bento'].map((name) =>
      readFileSync(home.files.path(name)),
    )
    assert.deepEqual(one, two)
    const model = await home.rt('models', 'export', 'wine')
    assert.match(model.stdout, /wine-m1\.bentomodel\.\n$/)
  })

  it('refuses a second import, bzip2, and a directory that is not there', async () => {
    await using home = await Home.make()
    await home.rt('export', 'wine-service:v1', 'x.bento')
    const second = await home.rt('import', 'x.bento')
    assert.equal(second.code, 1)
    assert.match(second.stderr, /Item 'wine-service:v1' already exists in the store/)
    assert.match(
      (await home.rt('export', 'wine-service:v1', 'x.tar.bz2')).stderr,
      /does not write bzip2/,
    )
    const nowhere = await home.rt('export', 'wine-service:v1', 'no/where/x.bento')
    assert.match(nowhere.stderr, /its parent directory does not exist/)
    assert.equal(nowhere.code, 1)
    assert.deepEqual(readdirSync(home.files.path('home/tmp')), [])
  })

  it('imports a directory, and the same one from several programs at once', async () => {
    await using home = await Home.make()
    const from = 'home/bentos/wine-service/v1'
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => home.rtIn('other', 'import', from)))
    assert.deepEqual(outcomes.map(({ code }) => code).sort(), [0, 1, 1, 1])
    for (const { code, stderr } of outcomes) if (code !== 0) assert.match(stderr, /already exists/)
  })

  const hostile: readonly (readonly [string, Parameters<typeof tarOf>[0], RegExp])[] = [
    ['a member that leads out', [{ name: '../x', text: 'x' }], /its name has a "\.\."/],
    ['an absolute member', [{ name: '/etc/x', text: 'x' }], /its name is absolute/],
    ['a link that leads out', [{ name: 'l', linkname: '../../x' }], /outside the root/],
    ['an absolute link', [{ name: 'l', linkname: '/etc/passwd' }], /its target is absolute/],
    ['no description', [{ name: 'x', text: 'x' }], /it has no bento\.yaml/],
    [
      'a description that is none',
      [{ name: 'bento.yaml', text: '[' }],
      /its bento\.yaml cannot be read/,
    ],
    [
      'a name that leads out',
      [{ name: 'bento.yaml', text: 'name: ../../x\nversion: v1\n' }],
      /its name must consist/,
    ],
    [
      'a model whose name leads out',
      [
        { name: 'bento.yaml', text: YAML },
        { name: 'models/m/v/model.yaml', text: 'name: ../x\nversion: v\n' },
      ],
      /its name must consist/,
    ],
  ]
  for (const [what, members, problem] of hostile) {
    it(`refuses ${what}`, async () => {
      await using home = await Home.make()
      home.files.write('evil.bento', await tarOf(members))
      const { code, stderr } = await home.rtIn('other', 'import', 'evil.bento')
      assert.equal(code, 1)
      assert.match(stderr, problem)
      assert.deepEqual(readdirSync(home.files.path('other')).sort(), ['tmp'])
      assert.deepEqual(readdirSync(home.files.path('other/tmp')), [])
    })
  }

  it('refuses a file that is nothing of the kind, and one that is not there', async () => {
    await using home = await Home.make()
    home.files.write('text', 'hello')
    assert.match((await home.rt('import', 'text')).stderr, /its format is not known/)
    assert.match((await home.rt('import', 'nope')).stderr, /nope/)
    assert.equal((await home.rt('import', 'nope')).code, 1)
  })
})

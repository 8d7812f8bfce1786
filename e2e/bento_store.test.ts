import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import type { Finished } from '../tools/dev/command.ts'
import { must, run } from '../tools/dev/command.ts'
import { CHECKOUT } from '../tools/dev/places.ts'
import { ensureVenv } from '../tools/testing/python_venv.ts'
import type { TempDir } from '../tools/testing/temp_dir.ts'
import { tempDir } from '../tools/testing/temp_dir.ts'

const VERSION = '1.4.39'
let python: string
const TAG = 'svc:v1'
const FORMATS = ['bento', 'tar', 'tar.gz', 'tar.xz', 'tar.bz2', 'zip']

const SERVE = `import bentoml


@bentoml.service
class Svc:
    @bentoml.api
    def double(self, number: int) -> int:
        return 2 * number
`
const MODEL = `import bentoml

with bentoml.models.create("sun:v1", module="own", context=bentoml.models.ModelContext({}, {}), signatures={}) as model:
    open(model.path_of("weights.bin"), "wb").write(bytes(3000))
`

/** Two homes of BentoML, and a project. */
class Homes implements AsyncDisposable {
  readonly #directory: TempDir

  private constructor(directory: TempDir) {
    this.#directory = directory
  }

  static async make(): Promise<Homes> {
    const homes = new Homes(await tempDir())
    for (const name of ['one', 'two', 'src']) mkdirSync(homes.path(name))
    writeFileSync(homes.path('src/serve.py'), SERVE)
    writeFileSync(
      homes.path('src/bentofile.yaml'),
      'service: serve:Svc\nmodels: [sun:v1]\npython: {lock_packages: false}\n',
    )
    await homes.python('one', '-c', MODEL)
    await homes.bentoml('one', 'build', 'src', '--version', 'v1')
    return homes
  }

  path(name = ''): string {
    return join(this.#directory.path, name)
  }

  python(home: string, ...args: readonly string[]): Promise<string> {
    return must(python, args, { cwd: this.path(), env: this.#env(home) })
  }

  bentoml(home: string, ...args: readonly string[]): Promise<string> {
    return this.python(home, '-m', 'bentoml', ...args)
  }

  rt(home: string, ...args: readonly string[]): Promise<Finished> {
    const main = join(CHECKOUT, 'tools/cmd/main.ts')
    const options = { cwd: this.path(), env: this.#env(home) }
    return run(process.execPath, [main, 'bento', ...args], options)
  }

  #env(home: string): NodeJS.ProcessEnv {
    return { ...process.env, BENTOML_HOME: this.path(home), BENTOML_DO_NOT_TRACK: 'True' }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#directory[Symbol.asyncDispose]()
  }
}

/** What a listing has that does not depend on who lists: times differ by the zone alone. */
function listed(text: string): unknown {
  return JSON.parse(text.slice(text.indexOf('[')))
}

describe('the store of Bentos, beside the real BentoML', { timeout: 900_000 }, () => {
  before(async () => {
    python = await ensureVenv(`test-bentoml-${VERSION}`, [`bentoml==${VERSION}`, 'uv'])
  })

  it('lists and shows the same', async () => {
    await using homes = await Homes.make()
    for (const words of [['list'], ['models', 'list']]) {
      const theirs = listed(await homes.bentoml('one', ...words, '-o', 'json'))
      const ours = await homes.rt('one', ...words, '-o', 'json')
      assert.deepEqual(listed(ours.stdout), theirs, ours.stderr)
    }
    const place = (await homes.rt('one', 'get', TAG, '-o', 'path')).stdout.trim()
    assert.equal((await homes.bentoml('one', 'get', TAG, '-o', 'path')).trim(), place)
  })

  it('takes what BentoML exports, in each format', async () => {
    await using homes = await Homes.make()
    for (const format of FORMATS) {
      await homes.bentoml('one', 'export', TAG, homes.path(`theirs.${format}`))
      const { status, stderr } = await homes.rt('two', 'import', `theirs.${format}`)
      assert.deepEqual([status, stderr], [0, ''], format)
      const taken = homes.path('two/bentos/svc/v1')
      assert.equal(readFileSync(join(taken, 'src/serve.py'), 'utf8'), SERVE)
      assert.equal(readFileSync(homes.path('two/models/sun/v1/weights.bin')).length, 3000)
      for (const kind of [['delete'], ['models', 'delete']]) {
        const name = kind.length === 1 ? 'svc' : 'sun'
        assert.equal((await homes.rt('two', ...kind, '-y', name)).status, 0)
      }
    }
  })

  it('exports what BentoML takes, in each format but bzip2', async () => {
    await using homes = await Homes.make()
    for (const format of FORMATS.filter((each) => each !== 'tar.bz2')) {
      const exported = await homes.rt('one', 'export', TAG, `ours.${format}`)
      assert.equal(exported.status, 0, exported.stderr)
      await homes.bentoml('two', 'import', homes.path(`ours.${format}`))
      const load = `import bentoml; print(bentoml.bentos.get("${TAG}").path); print(bentoml.models.get("sun:v1").path)`
      const paths = (await homes.python('two', '-c', load)).trim().split('\n')
      assert.deepEqual(paths.slice(-2), [
        homes.path('two/bentos/svc/v1'),
        homes.path('two/models/sun/v1'),
      ])
      await homes.bentoml('two', 'delete', '-y', TAG)
      await homes.bentoml('two', 'models', 'delete', '-y', 'sun:v1')
    }
  })

  it('goes with the order of BentoML in a bentofile', async () => {
    await using homes = await Homes.make()
    for (const name of ['a.txt', 'b.csv', '.hidden', 'keep.csv'])
      writeFileSync(homes.path(`src/${name}`), 'x')
    for (const folder of ['data/deep', 'pack/__pycache__', 'venv/lib']) {
      mkdirSync(homes.path(`src/${folder}`), { recursive: true })
      writeFileSync(homes.path(`src/${folder}/x.csv`), 'x')
      writeFileSync(homes.path(`src/${folder}/y.py`), 'x')
    }
    writeFileSync(homes.path('src/data/.bentoignore'), '*.csv\n!x.csv\n')
    writeFileSync(homes.path('src/.bentoignore'), '/b.csv\n')
    const rows = [
      '',
      'include: ["*.py", "data/", bentofile.yaml]\n',
      'include: ["*", "!data/"]\nexclude: [a.txt]\n',
      'include: ["**/*.py", "*.csv", bentofile.yaml]\nexclude: ["*.csv", "!keep.csv"]\n',
    ]
    for (const [index, row] of rows.entries()) {
      const text = `service: serve:Svc\nname: row\n${row}python: {lock_packages: false}\n`
      writeFileSync(homes.path('src/bentofile.yaml'), text)
      await homes.bentoml('one', 'build', 'src', '--version', `r${index}`)
      const made = homes.path(`one/bentos/row/r${index}/src`)
      const theirs = readdirSync(made, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name).slice(made.length + 1))
      const ours = await homes.rt('one', 'check', 'src', '--files')
      assert.equal(ours.status, 0, ours.stderr)
      assert.deepEqual(ours.stdout.trim().split('\n'), theirs.toSorted(), row)
    }
  })
})

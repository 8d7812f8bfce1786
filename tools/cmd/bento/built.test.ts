import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { Scratch } from '../../testing/scratch.ts'
import type { RtOutcome } from '../testing/run_rt.ts'
import { runRt } from '../testing/run_rt.ts'

const NEVER = "creation_time: '1970-01-01T00:00:00+00:00'\n"
const BENTO = `name: wine\nversion: v1\n${NEVER}models:\n- tag: grapes:g1\n- tag: barrels:b1\n`

/** The runfiles of a Bento with a model of files, one that came with it, and a home. */
class Built implements AsyncDisposable {
  readonly files: Scratch

  private constructor(files: Scratch) {
    this.files = files
  }

  static async make(): Promise<Built> {
    const built = new Built(await Scratch.make())
    const { files } = built
    files.write('files/_main/wine/bento.yaml', BENTO)
    files.write('files/_main/wine/src/serve.py', 'x = 1\n')
    files.write('files/_main/wine.pointers/models/grapes/latest', 'g1')
    files.write('files/_main/wine.models/barrels/b1/model.yaml', 'name: barrels\nversion: b1\n')
    files.write('files/_main/grapes.tag', 'grapes:g1\n')
    files.write('files/_main/grapes.yaml', `name: grapes\nversion: g1\n${NEVER}`)
    files.write('files/_main/grapes.bin', 'weights')
    files.write('files/_main/env', 'GREETING=from the bentofile\n')
    return built
  }

  rt(command: string, ...args: readonly string[]): Promise<RtOutcome> {
    const source = (path: string, key: string): string =>
      `--model-source=_main/grapes.tag\t${path}\t_main/${key}`
    const options = [
      ...['--bento=_main/wine', '--overlay=_main/wine.pointers', '--models=_main/wine.models'],
      ...[source('model.yaml', 'grapes.yaml'), source('data/weights.bin', 'grapes.bin')],
    ]
    return runRt(this.files.path(), ['bento', command, ...options, ...args], {
      RUNFILES_DIR: this.files.path('files'),
      BENTOML_HOME: this.files.path('home'),
      PYTHONPATH: '/nowhere',
    })
  }

  text(path: string): string {
    return readFileSync(this.files.path(path), 'utf8')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.files[Symbol.asyncDispose]()
  }
}

describe('rt bento add', () => {
  it('puts a Bento and its models into the store, made now', async () => {
    await using built = await Built.make()
    const start = new Date().toISOString()
    const said = { code: 0, stdout: 'Successfully built Bento(tag="wine:v1").\n', stderr: '' }
    assert.deepEqual(await built.rt('add'), said)
    for (const file of ['bentos/wine/v1/bento.yaml', 'models/grapes/g1/model.yaml']) {
      const time = /^creation_time: '(.*)'$/m.exec(built.text(`home/${file}`))?.[1] ?? ''
      assert.ok(new Date(time).toISOString() >= start, time)
    }
    assert.equal(built.text('home/models/grapes/g1/data/weights.bin'), 'weights')
    assert.equal(built.text('home/models/barrels/latest'), 'b1')
    assert.deepEqual(readdirSync(built.files.path('home/bentos/wine')).sort(), ['latest', 'v1'])
    assert.deepEqual(readdirSync(built.files.path('home/bentos/wine/v1')).sort(), [
      ...['bento.yaml', 'src'],
    ])
    assert.deepEqual(readdirSync(built.files.path('home/tmp')), [])
  })

  it('leaves the same Bento as it is, and refuses another one of its tag', async () => {
    await using built = await Built.make()
    await built.rt('add')
    const before = built.text('home/bentos/wine/v1/bento.yaml')
    const said = { code: 0, stdout: '__tag__:wine:v1\n', stderr: '' }
    assert.deepEqual(await built.rt('add', '-o', 'tag'), said)
    assert.equal(built.text('home/bentos/wine/v1/bento.yaml'), before)
    built.files.write('files/_main/wine/src/serve.py', 'x = 2\n')
    const { code, stderr } = await built.rt('add')
    assert.equal(code, 1)
    assert.match(stderr, /wine:v1/)
    assert.equal(built.text('home/bentos/wine/v1/src/serve.py'), 'x = 1\n')
    built.files.write('files/_main/wine/src/serve.py', 'x = 1\n')
    built.files.write('files/_main/wine/src/more.py', '')
    assert.equal((await built.rt('add')).code, 1)
  })

  it('says what a model must look like', async () => {
    await using built = await Built.make()
    const { code, stderr } = await built.rt('add', '--model-source=_main/grapes.tag')
    assert.equal(code, 1)
    assert.match(stderr, /accepted: TAG<TAB>PATH<TAB>FILE/)
  })
})

describe('rt bento pack', () => {
  for (const format of ['bento', 'tar', 'tar.gz', 'tar.xz', 'zip'])
    it(`writes a ${format} file that the store takes, always the same`, async () => {
      await using built = await Built.make()
      for (const name of ['one', 'two']) {
        const outcome = await built.rt('pack', `${name}.${format}`)
        const path = built.files.path(`${name}.${format}`)
        const stdout = `Bento(tag="wine:v1") exported to ${path}.\n`
        assert.deepEqual(outcome, { code: 0, stdout, stderr: '' })
      }
      const [one, two] = ['one', 'two'].map((name) =>
        readFileSync(built.files.path(`${name}.${format}`)),
      )
      assert.ok(one !== undefined && two !== undefined && one.equals(two))
      assert.ok(!existsSync(built.files.path('home')))
      const env = { BENTOML_HOME: built.files.path('other') }
      const path = built.files.path(`one.${format}`)
      assert.equal((await runRt(built.files.path(), ['bento', 'import', path], env)).code, 0)
      assert.equal(built.text('other/models/grapes/g1/data/weights.bin'), 'weights')
    })

  it('writes into a directory, and refuses what it cannot write', async () => {
    await using built = await Built.make()
    assert.equal((await built.rt('pack', '.')).code, 0)
    assert.ok(existsSync(built.files.path('wine-v1.bento')))
    const { code, stderr } = await built.rt('pack', 'out.tar.bz2')
    assert.equal(code, 1)
    assert.match(stderr, /out\.tar\.bz2/)
  })
})

describe('rt bento serve', () => {
  const ECHO = `#!/bin/sh
cd "$BENTOML_HOME/bento"
{ echo "$@"; echo "$GREETING$PYTHONPATH"; cat src/serve.py models/grapes/g1/data/weights.bin; } > "$HOME/said"
exit \${CODE:-0}
`
  const OPTIONS = ['--root=_main/root', '--site=_main/site', '--variables=_main/env']

  async function withPython(code = 0): Promise<Built> {
    const built = await Built.make()
    const python = built.files.write('files/_main/root/usr/bin/python3.11', ECHO)
    chmodSync(python, 0o755)
    mkdirSync(built.files.path('files/_main/site'))
    const env = `HOME=${built.files.path()}\nGREETING=hello\nCODE=${code}\n`
    built.files.write('files/_main/env', env)
    return built
  }

  it('starts BentoML with the arguments, the environment of the container, and the models', async () => {
    await using built = await withPython()
    const outcome = await built.rt('serve', ...OPTIONS, '--port', '1', '--reload')
    assert.deepEqual(outcome, { code: 0, stdout: '', stderr: '' })
    const said = built.text('said')
    assert.match(
      said,
      /^-m bentoml serve --port 1 --reload \/\S+\/rt-bento-\w+\/bento\nhello\nx = 1\nweights$/,
    )
    assert.ok(!existsSync(/\S+\/rt-bento-\w+/.exec(said)?.[0] ?? '/'))
  })

  it('ends with an error when BentoML does', async () => {
    await using built = await withPython(3)
    const { code, stderr } = await built.rt('serve', ...OPTIONS)
    assert.equal(code, 1)
    assert.match(stderr, /Cannot run bentoml serve: it ended with 3\n/)
  })
})

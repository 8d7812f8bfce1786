import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { parseBentoPlan } from '../../../core/bento/bentofile/plan.ts'
import { Scratch } from '../../../testing/scratch.ts'
import type { RtOutcome } from '../../testing/run_rt.ts'
import { runRt } from '../../testing/run_rt.ts'

const SERVE = '@bentoml.service\nclass Svc:\n    pass\n'

/** Options of a build that has what the project asks for. */
const BUILD = [
  ...['--bentofile=src/bentofile.yaml', '--output=plan.json', '--python-version=3.11.2'],
  ...['--wheel=bentoml==1.4.39', '--wheel=Scikit_Learn==1.5.0', '--deb=libgomp1', '--deb=libc6'],
  '--model=model/model.yaml',
]

async function plan(
  files: Scratch,
  bentofile: string,
  ...more: readonly string[]
): Promise<RtOutcome> {
  files.write('src/bentofile.yaml', bentofile)
  files.write('src/serve.py', SERVE)
  files.write('src/data/.bentoignore', '*.csv\n')
  files.write('src/data/a.csv', '1\n')
  files.write(
    'model/model.yaml',
    'name: sun\nversion: v1\ncontext: {framework_versions: {scikit-learn: 1.5.0}}\n',
  )
  const lines = [
    'bento plan',
    ...BUILD,
    ...more,
    '--',
    'source\t.\tsrc',
    'source\textra.txt\tsrc/serve.py',
  ]
  files.write(
    'args',
    lines
      .slice(1)
      .map((line) => `${line}\n`)
      .join(''),
  )
  return runRt(files.path(), ['bento', 'plan', '@args'])
}

describe('rt bento plan', () => {
  it('writes the plan, the same one twice', async () => {
    await using files = await Scratch.make()
    const text =
      'service: serve:Svc\nmodels: [sun]\npython: {packages: [scikit-learn]}\ndocker: {system_packages: [libgomp1], env: {A: x}}\n'
    const texts: string[] = []
    while (texts.length < 2) {
      const { code, stderr } = await plan(files, text)
      assert.deepEqual([code, stderr], [0, ''])
      texts.push(readFileSync(files.path('plan.json'), 'utf8'))
    }
    assert.equal(texts[0], texts[1])
    const read = parseBentoPlan(readFileSync(files.path('plan.json')))
    assert.ok(read.ok)
    assert.deepEqual(read.value.included, [
      'bentofile.yaml',
      'data/.bentoignore',
      'extra.txt',
      'serve.py',
    ])
    assert.deepEqual(read.value.models, [{ tag: 'sun:v1' }])
    assert.deepEqual(read.value.env, { A: 'x' })
  })

  it('tells all mistakes with their places, and writes nothing', async () => {
    await using files = await Scratch.make()
    const { code, stderr } = await plan(
      files,
      'service: serve:Nope\ninclude: [x]\ndocker: {system_packages: [git]}\n',
    )
    assert.equal(code, 1)
    assert.deepEqual(
      stderr.split('\n').flatMap((line) => /^rt bento plan: (src\S+)/.exec(line)?.[1] ?? []),
      [
        'src/bentofile.yaml:1:10:',
        'src/bentofile.yaml:2:10:',
        'src/bentofile.yaml:2:11:',
        'src/bentofile.yaml:3:28:',
      ],
    )
    assert.throws(() => readFileSync(files.path('plan.json')))
  })

  it('warns, and keeps the warnings', async () => {
    await using files = await Scratch.make()
    const { code, stderr } = await plan(files, 'service: serve:Svc\nlabels: {a: yes}\n')
    assert.equal(code, 0)
    assert.match(
      stderr,
      /^rt bento plan: warning: src\/bentofile\.yaml:2:13: the label "a" is the text "True"/,
    )
    const read = parseBentoPlan(readFileSync(files.path('plan.json')))
    assert.ok(read.ok)
    assert.match(read.value.warnings.join(), /the label "a" is the text "True"/)
  })

  it('passes on the base and the runtime', async () => {
    await using files = await Scratch.make()
    const text = 'service: serve:Svc\ndocker: {cuda_version: 12, base_image: "a/b:1"}\n'
    const given = await plan(
      files,
      text,
      '--cuda=12.9',
      '--base',
      '--base-reference=docker.io/a/b:1',
    )
    assert.deepEqual([given.code, given.stderr], [0, ''])
    const other = await plan(files, text, '--cuda=13.5', '--base', '--base-reference=a/c:1')
    assert.match(other.stderr, /the image has CUDA 13\.5[^]*base of the rule is a\/c:1/)
  })

  it('refuses what is no wheel, and a bentofile that is not there', async () => {
    await using files = await Scratch.make()
    const wheel = await plan(files, 'service: serve:Svc\n', '--wheel=numpy')
    assert.match(wheel.stderr, /NAME==VERSION/)
    const missing = await plan(files, 'service: serve:Svc\n', '--bentofile=src/nope.yaml')
    assert.equal(missing.code, 1)
    assert.match(missing.stderr, /src\/nope\.yaml/)
  })
})

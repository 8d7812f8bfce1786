import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { describe, it } from 'node:test'
import { Scratch } from '../../../testing/scratch.ts'
import { wheelFile } from '../../../testing/wheel_writer.ts'
import { runRt } from '../../testing/run_rt.ts'

const FLASK = 'flask-3.1.3-py3-none-any.whl'
const METADATA = `Metadata-Version: 2.1
Name: flask
Version: 3.1.3
Requires-Dist: werkzeug>=3.1.0
Requires-Dist: importlib-metadata>=3.6; python_version < "3.10"
Requires-Dist: asgiref>=3.2; extra == "async"
`

interface Checked {
  readonly code: number
  readonly stderr: string
  readonly reported: boolean
}

async function check(model: readonly string[], python = '3.11.2'): Promise<Checked> {
  await using scratch = await Scratch.make()
  scratch.write('requirements.txt', 'flask>=3.0,<4\ngunicorn>=23,<28\n')
  scratch.write(
    FLASK,
    wheelFile({ name: 'flask', version: '3.1.3', files: [], instead: { METADATA } }),
  )
  const { code, stderr } = await runRt(scratch.path(), [
    ...['pack', 'service', '--name=the service', '--requirements=requirements.txt'],
    ...['--out=report', `--service-wheel=${FLASK}`, '--architecture=amd64'],
    `--python-version=${python}`,
    ...model.map((wheel) => `--wheel=${wheel}`),
  ])
  return { code, stderr, reported: existsSync(scratch.path('report')) }
}

describe('rt pack service', () => {
  const fine: readonly (readonly string[])[] = [
    [],
    ['werkzeug==3.1.9', 'numpy==1.26.4'],
    ['gunicorn==23.0.0'],
    // Of another Python, and of an extra that nobody asks for.
    ['importlib-metadata==1.0', 'asgiref==1.0'],
  ]
  for (const model of fine) {
    it(`works with ${model.join(', ') || 'a model that has nothing of its own'}`, async () => {
      assert.deepEqual(await check(model), { code: 0, stderr: '', reported: true })
    })
  }

  it('names both sides of each conflict, and what to do', async () => {
    const { code, stderr, reported } = await check(['werkzeug==2.0.3', 'gunicorn==20.0.4'])
    assert.match(
      stderr,
      /it has gunicorn 20\.0\.4, and the service needs gunicorn>=23,<28\n {2}accepted: .*\n {2}fix: .*server_wheels\n/,
    )
    assert.match(stderr, /it has werkzeug 2\.0\.3, and flask 3\.1\.3 needs werkzeug>=3\.1\.0\n/)
    assert.deepEqual({ code, reported }, { code: 1, reported: false })
  })

  it('knows what is for the Python of the image', async () => {
    const { stderr } = await check(['importlib-metadata==1.0'], '3.9.2')
    assert.match(
      stderr,
      /has importlib-metadata 1\.0, and flask 3\.1\.3 needs importlib-metadata>=3\.6/,
    )
  })
})

import assert from 'node:assert/strict'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { must, run } from '../tools/dev/command.ts'
import { CHECKOUT } from '../tools/dev/places.ts'
import { startDockerRegistry } from '../tools/testing/docker_registry.ts'
import type { TestEngine } from '../tools/testing/engines.ts'
import { podmanRunFlags, startPodman } from '../tools/testing/engines.ts'
import { tempDir } from '../tools/testing/temp_dir.ts'
import { freePort } from '../tools/testing/free_port.ts'
import { untilReady } from '../tools/testing/until_ready.ts'
import { probeService } from './packagers/rest_probes.ts'
import { bazel, build, executable, output } from './support/bazel.ts'
import { EXAMPLES, workspaceCopy } from './support/workspace.ts'

/** What a document says of a blob. */
interface Described {
  readonly digest: string
}

const COLUMNS = [
  ...['fixed acidity', 'volatile acidity', 'residual sugar', 'chlorides'],
  ...['density', 'pH', 'sulphates', 'alcohol'],
]
const WINE = [7, 0.27, 20.7, 0.045, 1.001, 3, 0.45, 8.8]

function qualityOf(text: string): number {
  const { prediction } = JSON.parse(text) as { readonly prediction: readonly number[] }
  return prediction[0] ?? NaN
}

describe('the example packagers', { timeout: 1_200_000 }, () => {
  let podman: TestEngine

  before(async () => {
    const targets = ['wine', 'wine.load', 'wine.pack', 'wine_cli', 'wine_cli.load']
    await build(EXAMPLES, ...targets.map((name) => `//packagers:${name}`))
    const { engine, missing } = await startPodman(process.env)
    if (engine === undefined) throw new Error(missing)
    podman = engine
  })
  after(() => podman[Symbol.asyncDispose]())

  async function load(target: string): Promise<string> {
    const program = executable(EXAMPLES, `//packagers:${target}`)
    return (await must(program, ['--engine=podman'], { env: podman.env })).trim()
  }

  it('serves predictions, and ends well when it is told to', async () => {
    const name = await load('wine.load')
    assert.match(name, /^wine-1\.0:[0-9a-f-]{36}$/)
    const port = await freePort()
    const flags = [
      ...podmanRunFlags().filter((flag) => flag !== '--rm' && !flag.startsWith('--network')),
      ...['--detach', '--network=host'],
    ]
    const gunicorn = ['--pythonpath', '/app/', '-b', `127.0.0.1:${port}`, 'odahuflow_handler:app']
    const container = (await podman.run('run', ...flags, name, ...gunicorn)).trim()
    try {
      const address = `http://127.0.0.1:${port}`
      await untilReady(`${address}/healthcheck`, { seconds: 60 })
      const good = JSON.stringify({ columns: COLUMNS, data: [WINE] })
      const invoked = await fetch(`${address}/api/model/invoke`, { method: 'POST', body: good })
      const quality = qualityOf(await invoked.text())
      assert.ok(quality > 4 && quality < 7, String(quality))
      await probeService(address, good)
      await podman.run('stop', '--time=20', container)
      const code = await podman.run('inspect', '--format={{.State.ExitCode}}', container)
      assert.equal(code.trim(), '0')
    } finally {
      await podman.run('rm', '--force', '--time=1', container)
    }
  })

  it('predicts from the command line', async () => {
    const name = await load('wine_cli.load')
    await using directory = await tempDir()
    mkdirSync(join(directory.path, 'out'))
    writeFileSync(join(directory.path, 'in.json'), JSON.stringify({ data: [WINE] }))
    const flags = [...podmanRunFlags(), `--volume=${directory.path}:/io`]
    const said = await podman.run('run', ...flags, name, 'predict', '/io/in.json', '/io/out')
    assert.equal(said, 'Prediction is successful. Result file: /io/out/results.json\n')
    const quality = qualityOf(readFileSync(join(directory.path, 'out/results.json'), 'utf8'))
    assert.ok(quality > 4 && quality < 7, String(quality))
    assert.equal(await podman.runContainer(name, 'self_check'), 'Self-check is successful\n')
  })

  it('imports what a cache below it has, and brings no wheel', async () => {
    await build(EXAMPLES, '//packagers:wine_cached.load')
    const name = await load('wine_cached.load')
    const history = await podman.run('history', '--format={{.CreatedBy}}', '--no-trunc', name)
    const lines = history.split('\n')
    const own = lines.slice(
      0,
      lines.indexOf('virtual environment opt/cache of /usr/bin/python3.11'),
    )
    assert.ok(own.length > 1, history)
    assert.deepEqual(
      own.filter((line) => line.startsWith('Python packages')),
      [],
    )
    assert.equal(await podman.runContainer(name, 'self_check'), 'Self-check is successful\n')
    const flags = [...podmanRunFlags(), '--entrypoint=/app/.venv/bin/python']
    const code = 'import numpy, sys; print(numpy.__file__, sys.prefix)'
    assert.equal(
      await podman.run('run', ...flags, name, '-c', code),
      '/opt/cache/lib/python3.11/site-packages/numpy/__init__.py /app/.venv\n',
    )
  })

  it('is pushed where its document says, and sends nothing that is there already', async () => {
    await using registry = await startDockerRegistry()
    await using directory = await tempDir()
    const spec = `{type: docker, uri: ${registry.host}/models}`
    const connections = join(directory.path, 'c.yaml')
    writeFileSync(connections, `kind: Connection\nid: registry\nspec: ${spec}\n`)
    const program = executable(EXAMPLES, '//packagers:wine.pack')
    const options = {
      cwd: directory.path,
      env: { ...process.env, BUILD_WORKING_DIRECTORY: directory.path },
    }
    const printed = await must(program, ['--connections=c.yaml'], options)
    const result = readFileSync(join(directory.path, 'result.json'), 'utf8')
    assert.equal(result, `{"image": "${printed.trim()}"}`)
    const again = await must(program, ['--connections=c.yaml', '--json', '--quiet'], options)
    const { layers } = JSON.parse(again) as {
      readonly layers: readonly { readonly status: string }[]
    }
    assert.ok(layers.length > 3 && layers.every(({ status }) => status === 'present'))
    const refused = await run(program, ['--connections=gone.yaml'], options)
    assert.equal(refused.status, 1)
  })
})

describe('an artifact in which a run of ODAHU has left passwords', () => {
  const SECRET = 'correct horse'
  const FILES = ['connections.yaml', 'model/mp.json', 'model/result.json']
  const OPTIONS = ['--output_groups=+oci_layout']

  it('has them in no file, and neither has the config', { timeout: 600_000 }, async () => {
    for (const file of FILES) {
      const text = readFileSync(join(CHECKOUT, 'rules/tests/packagers', file), 'utf8')
      assert.ok(text.includes(SECRET), file)
    }
    const target = '//rules/tests/packagers:cli'
    await build(CHECKOUT, ...OPTIONS, target)
    const layout = await output(CHECKOUT, target, '.oci_layout', ...OPTIONS)
    await using scratch = await tempDir()
    const root = join(scratch.path, 'root')
    mkdirSync(root)
    const read = (path: string): unknown => JSON.parse(readFileSync(join(layout, path), 'utf8'))
    const blob = ({ digest }: Described): string => `blobs/${digest.replace(':', '/')}`
    const index = read('index.json') as { readonly manifests: readonly [Described] }
    const manifest = read(blob(index.manifests[0])) as { readonly layers: readonly Described[] }
    for (const layer of manifest.layers)
      await must('bsdtar', ['-xf', join(layout, blob(layer)), '-C', root])
    assert.ok(existsSync(join(root, 'app/gppi/odahuflow.project.yaml')))
    for (const directory of [layout, root]) {
      for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
        assert.ok(!['mp.json', 'result.json', 'connections.yaml'].includes(entry.name), entry.name)
        if (!entry.isFile()) continue
        const bytes = readFileSync(join(entry.parentPath, entry.name))
        assert.equal(bytes.includes(SECRET), false, entry.name)
      }
    }
  })
})

describe('a model whose entrypoint cannot be imported', { timeout: 600_000 }, () => {
  let said = ''

  before(async () => {
    const workspace = workspaceCopy(
      join(import.meta.dirname, 'packagers/workspace'),
      'packaged-models',
    )
    const lock = 'interpreters/python_3_11.lock.json'
    cpSync(join(EXAMPLES, lock), join(workspace, lock))
    const { status, stderr } = await bazel(workspace, ['build', '--keep_going', '//...'])
    assert.equal(status, 1, stderr)
    said = stderr
  })

  const explained: readonly (readonly [string, RegExp])[] = [
    [
      'names the wheel that is missing',
      /the entrypoint "entrypoint": ModuleNotFoundError: No module named 'sklearn'\n[ |]+fix: add the wheel that has "sklearn" to wheels\n/,
    ],
    [
      'shows the last line of the traceback',
      /the entrypoint "entrypoint": RuntimeError: no weights today\n/,
    ],
    [
      'names the functions that are missing',
      /The entrypoint "entrypoint" has no predict_on_matrix, no info\n/,
    ],
  ]
  for (const [what, pattern] of explained) it(what, () => assert.match(said, pattern))
})

import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Finished } from '../tools/dev/command.ts'
import { run } from '../tools/dev/command.ts'
import { CHECKOUT } from '../tools/dev/places.ts'
import { startDockerRegistry } from '../tools/testing/docker_registry.ts'
import type { Moto } from '../tools/testing/moto.ts'
import { ecrLogin, MOTO_USER, startMoto } from '../tools/testing/moto.ts'
import type { RunningRegistry } from '../tools/testing/registry_server.ts'
import { tempDir } from '../tools/testing/temp_dir.ts'
import { bazel, build, executable } from './support/bazel.ts'

const TARGET = '//rules/tests/packagers:cli.pack'
const WORKSPACE = join(CHECKOUT, '.cache/e2e/ecr')

const resources = new AsyncDisposableStack()
let moto: Moto
let registry: RunningRegistry

/** A connection to the registry whose tokens come from moto. */
function connections(changes: Partial<Moto> = {}): string {
  const login = ecrLogin({ ...moto, ...changes })
  const spec = { type: 'ecr', uri: `${registry.host}/models`, ...login }
  return JSON.stringify({ kind: 'Connection', id: 'registry', spec })
}

/** Packs as people do, in a directory with a file of connections. */
function pack(directory: string, content: string): Promise<Finished> {
  writeFileSync(join(directory, 'connections.json'), content)
  const env = { ...process.env, BUILD_WORKING_DIRECTORY: directory }
  const args = ['--connections=connections.json', '--image-name=tiny:1']
  return run(executable(CHECKOUT, TARGET), args, { cwd: directory, env })
}

/** A workspace whose base is the image that was packed, with the same connections as its login. */
function writeWorkspace(content: string): void {
  mkdirSync(WORKSPACE, { recursive: true })
  const files = {
    'MODULE.bazel': `bazel_dep(name = "rt", version = "0.1.0")
local_path_override(module_name = "rt", path = "${CHECKOUT}")
oci = use_extension("@rt//rules:extensions.bzl", "oci")
oci.pull(name = "packed", image = "${registry.host}/models/tiny", tag = "1", config = "//:connections.json")
use_repo(oci, "packed")
`,
    '.bazelrc': 'startup --max_idle_secs=60\ncommon --lockfile_mode=off\n',
    'BUILD.bazel': '',
    'connections.json': content,
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(WORKSPACE, name), text)
}

describe('the registry of Amazon', { timeout: 600_000 }, () => {
  before(async () => {
    await build(CHECKOUT, TARGET)
    moto = resources.use(await startMoto())
    registry = resources.use(await startDockerRegistry({ user: MOTO_USER }))
  })
  after(() => resources.disposeAsync())

  it('refuses a wrong key: one error, and nothing is written', async () => {
    await using directory = await tempDir()
    const { status, stdout, stderr } = await pack(
      directory.path,
      connections({ keySecret: 'not this one' }),
    )
    assert.deepEqual({ status, stdout }, { status: 1, stdout: '' })
    assert.match(
      stderr,
      /^docker_cli .*: Cannot get a token for the connection "registry": .*status 403\n$/,
    )
    assert.equal(stderr.includes('not this one'), false)
    assert.equal(existsSync(join(directory.path, 'result.json')), false)
  })

  it('takes what is packed, and gives it to oci.pull with the same connections', async () => {
    await using directory = await tempDir()
    const packed = await pack(directory.path, connections())
    assert.equal(packed.status, 0, packed.stderr)
    assert.equal(packed.stdout.trim(), `${registry.host}/models/tiny:1`)
    const result = readFileSync(join(directory.path, 'result.json'), 'utf8')
    assert.deepEqual(JSON.parse(result), { image: `${registry.host}/models/tiny:1` })

    writeWorkspace(connections({ keySecret: 'not this one' }))
    const refused = await bazel(WORKSPACE, ['build', '@packed//...'])
    assert.notEqual(refused.status, 0)
    assert.match(refused.stderr, /oci\.pull packed: .*connection "registry"/)
    writeWorkspace(connections())
    const pulled = await bazel(WORKSPACE, ['build', '@packed//...'])
    assert.equal(pulled.status, 0, pulled.stderr)
    for (const said of [packed.stderr, refused.stderr, pulled.stderr])
      for (const secret of [moto.keySecret, MOTO_USER.password])
        assert.equal(said.includes(secret), false)
    await bazel(WORKSPACE, ['shutdown'])
  })
})

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { must } from '../tools/dev/command.ts'
import { startDockerRegistry } from '../tools/testing/docker_registry.ts'
import { startPodman } from '../tools/testing/engines.ts'
import { tempDir } from '../tools/testing/temp_dir.ts'
import { bazel, build, executable } from './support/bazel.ts'
import { blobPath, readLayout } from './support/image_files.ts'
import { GREETING, outsideCopy } from './support/workspace.ts'

const workspace = outsideCopy('names')
const IMAGE = 'outside/names:latest'

/**
 * Weights by their names, which are their contents as well: letters that ISO 8859-1 has, letters that it has not, and
 * two names that differ in such letters only. Debian's Bazel takes no label with a letter beyond U+FFFF.
 */
const NAMES = [
  'modèle-é.safetensors',
  '模型.safetensors',
  '型模.safetensors',
  'a 模 é.safetensors',
  '模/型.safetensors',
  'plain.safetensors',
] as const

const BUILD_FILE = `
load("@rt//rules:model.bzl", "weights_layer")
load("@rt//rules:oci.bzl", "oci_image", "oci_load", "oci_push")

weights_layer(
    name = "weights",
    srcs = glob(["data/**"]),
    bundle_below = 0,
    prefix = "models",
    strip_prefix = "names/data",
)

oci_image(
    name = "image",
    architecture = "amd64",
    entrypoint = ["/images/hello"],
    os = "linux",
    tars = [
        ":weights",
        "//images:gzip_program",
    ],
)

oci_push(
    name = "push",
    image = ":image",
)

oci_load(
    name = "load",
    image = ":image",
    repo_tags = ["${IMAGE}"],
)
`

function writePackage(): void {
  for (const name of NAMES) {
    const path = join(workspace, 'names/data', name)
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, name)
  }
  writeFileSync(join(workspace, 'names/BUILD.bazel'), BUILD_FILE)
}

/** The weights in a layout: path below /models to content, sorted. */
function weightsIn(layout: string): readonly (readonly [string, string])[] {
  const { layers } = readLayout(layout).manifest
  const found = layers.flatMap(({ digest }) => {
    const blob = blobPath(layout, digest)
    const listed = tar('-tf', blob).toString().split('\n')
    return listed
      .filter((path) => path.startsWith('models/') && !path.endsWith('/'))
      .map((path) => [path.slice('models/'.length), tar('-xOf', blob, path).toString()] as const)
  })
  return found.toSorted(([one], [other]) => (one < other ? -1 : 1))
}

function tar(...args: readonly string[]): Buffer {
  return execFileSync('tar', ['--quoting-style=literal', ...args])
}

const EXPECTED = NAMES.map((name) => [name, name] as const).toSorted(([one], [other]) =>
  one < other ? -1 : 1,
)

describe('weights whose names have letters of other languages', () => {
  before(async () => {
    writePackage()
    await build(workspace, '//names:push', '//names:load')
  })
  after(() => bazel(workspace, ['shutdown']))

  it('are pushed, and come back as they are', async () => {
    await using registry = await startDockerRegistry()
    await using directory = await tempDir()
    const repository = `${registry.host}/org/names`
    const args = ['--repository', repository, '--tag', 'v1']
    await must(executable(workspace, '//names:push'), args)
    const layout = join(directory.path, 'layout')
    const source = `docker://${repository}:v1`
    await must('skopeo', ['copy', '--src-tls-verify=false', source, `oci:${layout}`])
    assert.deepEqual(weightsIn(layout), EXPECTED)
  })

  it('are written into an archive', async () => {
    await using directory = await tempDir()
    const file = join(directory.path, 'image.tar')
    await must(executable(workspace, '//names:load'), ['--output', file])
    const layout = join(directory.path, 'layout')
    mkdirSync(layout)
    execFileSync('tar', ['-xf', file, '-C', layout])
    assert.deepEqual(weightsIn(layout), EXPECTED)
  })

  it('are loaded into an engine, which runs the image', async () => {
    const { engine: started, missing } = await startPodman(process.env)
    if (started === undefined) throw new Error(missing)
    await using engine = started
    const program = executable(workspace, '//names:load')
    await must(program, ['--engine', engine.kind], { env: engine.env })
    assert.equal(await engine.runContainer(IMAGE), GREETING)
  })

  it('are refused when they have changed since the build, by their names', async () => {
    await using directory = await tempDir()
    const [, changed] = NAMES
    const path = join(workspace, 'names/data', changed)
    writeFileSync(path, `${changed} has changed`)
    const output = join(directory.path, 'image.tar')
    const finished = must(executable(workspace, '//names:load'), ['--output', output])
    await assert.rejects(finished, new RegExp(changed))
    writeFileSync(path, changed)
    assert.equal(readFileSync(path, 'utf8'), changed)
  })
})

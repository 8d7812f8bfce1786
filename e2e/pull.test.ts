import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Finished } from '../tools/dev/command.ts'
import { must } from '../tools/dev/command.ts'
import { CHECKOUT } from '../tools/dev/places.ts'
import type { Certificate } from '../tools/testing/certificate.ts'
import { makeCertificate } from '../tools/testing/certificate.ts'
import { startDockerRegistry } from '../tools/testing/docker_registry.ts'
import { startPodman } from '../tools/testing/engines.ts'
import { startFakeRegistry } from '../tools/testing/fake_registry.ts'
import type { FaultProxy } from '../tools/testing/fault_proxy.ts'
import { startFaultProxy } from '../tools/testing/fault_proxy.ts'
import { memoryImage, memoryIndex } from '../tools/testing/memory_image.ts'
import { pushTo } from '../tools/testing/registry_client.ts'
import { tinyProgram } from '../tools/testing/tiny_program.ts'
import { bazel, executable } from './support/bazel.ts'
import type { StoredDescriptor, StoredManifest } from './support/image_files.ts'
import { blobPath, readJson } from './support/image_files.ts'
import { writeAuthFile } from './support/registries.ts'
import { GREETING } from './support/workspace.ts'

/** An index as it stands in a file. */
interface StoredIndex {
  readonly manifests: readonly (StoredDescriptor & {
    readonly platform?: { readonly architecture: string }
  })[]
}

const WORKSPACE = join(CHECKOUT, '.cache/e2e/pull')
const USER = { username: 'ci', password: 'correct-horse' }
/** Options of skopeo for a registry with this user. */
const LOGIN = ['--tls-verify=false', '--creds', `${USER.username}:${USER.password}`]

const AMD64 = { os: 'linux', architecture: 'amd64' }
const ARM64 = { os: 'linux', architecture: 'arm64', variant: 'v8' }
const PLAN9 = { os: 'plan9', architecture: 'mips' }

/** An image whose program greets; its other layer is large enough to be missed. */
function baseFor(platform: typeof AMD64) {
  return memoryImage({
    layers: [
      { files: { 'usr/lib/libc': platform.architecture.repeat(50_000) }, compression: 'none' },
      { files: { greet: tinyProgram(GREETING) }, compression: 'gzip' },
    ],
    platform,
    entrypoint: ['/greet'],
  })
}

const amd64 = baseFor(AMD64)
const arm64 = baseFor(ARM64)
const index = memoryIndex([
  { image: amd64, platform: AMD64 },
  { image: arm64, platform: ARM64 },
  { image: baseFor(PLAN9), platform: PLAN9 },
])

const resources = new AsyncDisposableStack()
let proxy: FaultProxy
let env: NodeJS.ProcessEnv
let certificate: Certificate
/** The build that pulls the base, and what it asked of the registry. */
let first: Finished
let requests: readonly string[]

/** Bazel in the workspace, with credentials and a cache of its own. */
function run(...args: readonly string[]): Promise<Finished> {
  return bazel(WORKSPACE, args, { env })
}

async function build(...args: readonly string[]): Promise<Finished> {
  const finished = await run('build', ...args)
  assert.equal(finished.status, 0, finished.stderr)
  return finished
}

/** What was asked of the registry with a login: `GET manifests`, `HEAD blobs` and so on, sorted. */
function requestsSoFar(): readonly string[] {
  const asked = proxy.seen.flatMap(({ method, path, authorization }) => {
    const [, kind = path] = /\/(manifests|blobs\/uploads|blobs)\//.exec(path) ?? []
    return authorization === undefined ? [] : [`${method} ${kind}`]
  })
  return asked.toSorted()
}

function writeWorkspace(pulls: readonly string[], build: string): void {
  mkdirSync(WORKSPACE, { recursive: true })
  const write = (name: string, ...lines: readonly string[]): void => {
    writeFileSync(join(WORKSPACE, name), `${lines.join('\n')}\n`)
  }
  write(
    'MODULE.bazel',
    'bazel_dep(name = "platforms", version = "0.0.10")',
    'bazel_dep(name = "rt", version = "0.1.0")',
    `local_path_override(module_name = "rt", path = "${CHECKOUT}")`,
    'oci = use_extension("@rt//rules:extensions.bzl", "oci")',
    ...pulls,
  )
  write('.bazelrc', 'startup --max_idle_secs=60', 'common --lockfile_mode=off')
  write('app.txt', 'app')
  write('BUILD.bazel', build)
}

const BUILD = `
load("@rt//rules:oci.bzl", "oci_image", "oci_image_index", "oci_load", "oci_push")
load("@rt//rules:tar.bzl", "tar")
load("@rt//rules:transitions.bzl", "platform_transition_filegroup")

tar(name = "files", srcs = ["app.txt"])
oci_image(name = "image", base = "@base", tars = [":files"])
platform_transition_filegroup(name = "arm64", srcs = [":image"], target_platform = "@rt//platforms:linux_arm64")
oci_image_index(name = "both", image = ":image", platforms = ["@rt//platforms:linux_amd64", "@rt//platforms:linux_arm64"])
oci_push(name = "push", image = ":both", platform_tags = ["{tag}-{architecture}"], remote_tags = ["v1"])
oci_load(name = "load", image = ":both", repo_tags = ["e2e/on_base:v1"])
oci_image(name = "on_single", base = "@single", tars = [":files"])
platform(name = "windows", constraint_values = ["@platforms//os:windows", "@platforms//cpu:x86_64"])
[oci_image(name = "on_" + name, base = "@" + name) for name in ["old", "wrong", "absent", "base_linux_s390x", "docker", "secret", "two_linux_arm64_v8"]]
`

describe('a base that is pulled', () => {
  before(async () => {
    const registry = resources.use(await startDockerRegistry({ user: USER }))
    proxy = resources.use(await startFaultProxy(registry.host))
    const fake = resources.use(await startFakeRegistry())
    const empty = resources.use(await startFakeRegistry())
    const place = join(CHECKOUT, '.cache/e2e/pull-home')
    rmSync(place, { recursive: true, force: true })
    mkdirSync(place, { recursive: true })
    certificate = await makeCertificate(place)
    const secret = resources.use(await startDockerRegistry({ user: USER, certificate }))
    writeAuthFile(join(place, 'push.json'), registry.host, USER)
    writeAuthFile(join(place, 'docker/config.json'), proxy.host, USER)
    env = {
      ...process.env,
      DOCKER_CONFIG: join(place, 'docker'),
      RT_CACHE_DIR: join(place, 'cache'),
      RT_REGISTRY_MIRRORS: `registry.example.com=${empty.host},${fake.host}`,
    }
    const options = { env: { REGISTRY_AUTH_FILE: join(place, 'push.json') } }
    await pushTo(registry.host, index, { tags: ['12'] }, options, 'library/base')
    await pushTo(fake.host, amd64, { tags: ['1'] })
    const login = { env: { REGISTRY_AUTH_FILE: join(WORKSPACE, 'login.json') } }
    writeAuthFile(login.env.REGISTRY_AUTH_FILE, secret.host, USER)
    await pushTo(secret.host, amd64, {}, { ...login, caFiles: [certificate.certificate] })
    const creds = `${USER.username}:${USER.password}`
    await must('skopeo', [
      ...['copy', '--quiet', '--format=v2s2', '--override-os=linux', '--override-arch=amd64'],
      ...['--src-tls-verify=false', '--dest-tls-verify=false'],
      ...[`--src-creds=${creds}`, `--dest-creds=${creds}`],
      ...['12', 'docker'].map((tag) => `docker://${registry.host}/library/base:${tag}`),
    ])
    const old = 'application/vnd.docker.distribution.manifest.v1+prettyjws'
    const bytes = Buffer.from('{"schemaVersion": 1}')
    fake.manifests.set('old', { mediaType: old, bytes })
    const wrong = `sha256:${'0'.repeat(64)}`
    fake.manifests.set(wrong, { mediaType: amd64.root.mediaType, bytes })
    const pull = (name: string, rest: string): string => `oci.pull(name = "${name}", ${rest})`
    const digest = `digest = "${amd64.root.digest}"`
    const fresh = `a/b-${randomUUID()}`
    writeWorkspace(
      [
        pull('base', `image = "${proxy.host}/library/base", tag = "12", bazel_tags = ["e2e"]`),
        // Bazel keeps what it fetched by a digest: another name each time is asked for again.
        pull('single', `registry = "registry.example.com", repository = "${fresh}", ${digest}`),
        pull('secret', `image = "${secret.host}/test/image", ${digest}, config = "//:login.json"`),
        pull('docker', `image = "${proxy.host}/library/base:docker"`),
        pull('old', `image = "${fake.host}/a/b:old"`),
        pull('wrong', `image = "${fake.host}/a/b@${wrong}"`),
        pull('absent', `image = "${proxy.host}/library/base:12", platforms = ["linux/s390x"]`),
        pull(
          'two',
          `image = "${proxy.host}/library/base:12", platforms = ["linux/amd64", "linux/arm64/v8"]`,
        ),
        'use_repo(oci, "absent", "base", "base_linux_s390x", "two_linux_arm64_v8", "docker", "old", "secret", "single", "wrong")',
      ],
      BUILD,
    )
    first = await build(':both')
    requests = requestsSoFar()
  })
  after(() => resources.disposeAsync())

  it('is described by its manifests and configs: no layer is fetched', () => {
    assert.match(first.stderr, /oci\.pull base: .*library\/base:12" may be another image tomorrow/)
    assert.match(first.stderr, new RegExp(`fix: digest = "${index.root.digest}",`))
    assert.deepEqual(requests, [
      ...['GET blobs', 'GET blobs'],
      ...['GET manifests', 'GET manifests', 'GET manifests'],
    ])
    assert.deepEqual(layersRead(), [])
  })

  it('has the tags of Bazel that were asked for', async () => {
    const { status, stdout, stderr } = await run('query', 'attr(tags, e2e, @base//:all)')
    assert.equal(status, 0, stderr)
    assert.deepEqual(stdout.trim().split('\n'), ['@base//:base'])
  })

  it('is built upon for each platform', () => {
    const layout = join(WORKSPACE, 'bazel-bin/both')
    const [root] = (readJson(join(layout, 'index.json')) as StoredIndex).manifests
    const { manifests } = readJson(blobPath(layout, root?.digest ?? '')) as StoredIndex
    assert.deepEqual(
      manifests.map(({ platform }) => platform?.architecture),
      ['amd64', 'arm64'],
    )
    for (const { digest } of manifests) {
      const { layers } = readJson(blobPath(layout, digest)) as StoredManifest
      assert.equal(layers.length, 3)
    }
  })

  it('has the names that rules_oci gives to its platforms', async () => {
    await build('--platforms=@rt//platforms:linux_arm64', ':on_two_linux_arm64_v8')
    const layout = join(WORKSPACE, 'bazel-bin/on_two_linux_arm64_v8')
    const [root] = (readJson(join(layout, 'index.json')) as StoredIndex).manifests
    const { layers } = readJson(blobPath(layout, root?.digest ?? '')) as StoredManifest
    const blobs = new Set<string>(arm64.blobs.keys())
    assert.equal(layers.length, 2)
    assert.ok(layers.every(({ digest }) => blobs.has(digest)))
  })

  it('is mounted by a push to its own registry', async () => {
    await build(':push')
    const push = [`--repository`, `${proxy.host}/org/app`, '--json', '--quiet']
    const printed = await must(executable(WORKSPACE, '//:push'), push, { env })
    const { layers } = JSON.parse(printed) as {
      readonly layers: readonly { readonly status: string }[]
    }
    assert.equal(layers.filter(({ status }) => status === 'mounted').length, 3)
    assert.deepEqual(layersRead(), [])
    const arm = ['--override-arch=arm64', '--override-variant=v8']
    for (const tag of ['v1', 'v1-arm64']) {
      const source = `docker://${proxy.host}/org/app:${tag}`
      const found = await must('skopeo', [...arm, 'inspect', ...LOGIN, source])
      assert.equal((JSON.parse(found) as { readonly Architecture: string }).Architecture, 'arm64')
    }
  })

  it('is streamed by a push to another registry', async () => {
    await using other = await startDockerRegistry()
    const push = [`--repository`, `${other.host}/org/app`]
    await must(executable(WORKSPACE, '//:push'), push, { env })
    assert.equal(layersRead().length, 3)
    const target = join(CHECKOUT, '.cache/e2e/pull-home/copied')
    const copy = ['copy', '--all', '--quiet', '--src-tls-verify=false', '--preserve-digests']
    await must('skopeo', [...copy, `docker://${other.host}/org/app:v1`, `dir:${target}`])
  })

  it('is loaded into an engine, with the layers that this lacks', async () => {
    const { engine, missing } = await startPodman(process.env)
    if (engine === undefined) throw new Error(missing)
    await using podman = engine
    await build(':load')
    const start = layersRead().length
    const args = ['--engine', 'podman', '--platform', 'linux/amd64']
    await must(executable(WORKSPACE, '//:load'), args, { env: { ...env, ...podman.env } })
    assert.equal(layersRead().length - start, 2)
    assert.equal(await podman.runContainer('e2e/on_base:v1'), GREETING)
  })

  it('is copied whole where somebody asks for its layers, and else the build says how', async () => {
    const tarball = ['--output_groups=oci_tarball', ':image']
    const refused = await run('build', ...tarball)
    assert.equal(refused.status, 1)
    assert.match(
      refused.stderr,
      /^oci_image \/\/:image: Cannot copy the layer sha256:.*, and a build has no network\n {2}accepted: .*\n {2}fix: build with --@rt\/\/rules:fetch_layers, or /m,
    )
    await build('--@rt//rules:fetch_layers', ...tarball)
    const tar = join(WORKSPACE, 'bazel-bin/image.oci.tar')
    await must('skopeo', ['inspect', `oci-archive:${tar}`])
  })

  it('is fetched with all that may be needed where somebody asks for that', async () => {
    const { status, stderr } = await run('fetch', '--repo=@base', '--repo=@base_linux_s390x')
    assert.equal(status, 0, stderr)
  })

  it('may be an image of Docker: its layers stay, under their OCI names', async () => {
    await build(':on_docker')
    const layout = join(WORKSPACE, 'bazel-bin/on_docker')
    const [root] = (readJson(join(layout, 'index.json')) as StoredIndex).manifests
    const { layers } = readJson(blobPath(layout, root?.digest ?? '')) as StoredManifest
    const source = `docker://${proxy.host}/library/base:docker`
    const raw = await must('skopeo', ['inspect', '--raw', ...LOGIN, source])
    const own = JSON.parse(raw) as StoredManifest & StoredDescriptor
    assert.equal(own.mediaType, 'application/vnd.docker.distribution.manifest.v2+json')
    assert.deepEqual(
      layers.map(({ digest }) => digest),
      own.layers.map(({ digest }) => digest),
    )
    for (const { mediaType } of layers)
      assert.match(mediaType, /^application\/vnd\.oci\.image\.layer/)
  })

  it('comes by a mirror, past one that lacks it', async () => {
    const { stderr } = await build(':on_single')
    assert.match(stderr, /oci\.pull single: going on without the mirror 127.*Cannot find/)
    assert.doesNotMatch(stderr, /may be another image tomorrow/)
  })

  it('comes with a login of its own, and by TLS under an authority that is named', async () => {
    const { status, stderr } = await run('build', ':on_secret')
    assert.notEqual(status, 0)
    assert.match(stderr, /oci\.pull secret: Cannot trust the registry .*\n {2}fix: pass --ca-file/)
    await build(`--repo_env=RT_CA_FILE=${certificate.certificate}`, ':on_secret')
  })

  it('is refused for a platform that it lacks, with those that it has', async () => {
    const { status, stderr } = await run('build', '--platforms=//:windows', ':image')
    assert.notEqual(status, 0)
    assert.match(stderr, /oci\.pull base: Cannot choose an image of ".*base:12" for the target/)
    assert.match(stderr, /\n {2}accepted: linux\/amd64, linux\/arm64\/v8\n {2}fix: /)
  })

  for (const { name, says } of [
    {
      name: 'old',
      says: /oci\.pull old: Cannot use the manifest .*schema 1.*\n {2}accepted: an OCI/,
    },
    { name: 'wrong', says: /oci\.pull wrong: Cannot accept a manifest of .*: it has the digest/ },
    {
      name: 'base_linux_s390x',
      says: /oci\.pull base: Cannot find an image for "linux_s390x" in .*\n {2}accepted: linux\/amd64, linux\/arm64\/v8, plan9\/mips\n {2}fix: use one of @base_linux_amd64, /,
    },
    {
      name: 'absent',
      says: /oci\.pull absent: Cannot find linux\/s390x in .*\n {2}accepted: linux\/amd64, linux\/arm64\/v8, plan9\/mips\n {2}fix: change platforms = \["linux\/s390x"\]/,
    },
  ]) {
    it(`is refused when it is ${name}`, async () => {
      const { status, stderr } = await run('build', `:on_${name}`)
      assert.notEqual(status, 0)
      assert.match(stderr, says)
    })
  }

  /** Layers of the base that were read so far. */
  function layersRead(): readonly string[] {
    const small = new Set(
      [...index.blobs].flatMap(([digest, bytes]) => (isJson(bytes) ? [digest as string] : [])),
    )
    return proxy.seen.flatMap(({ method, path, authorization }) => {
      const digest = /^\/v2\/library\/base\/blobs\/(sha256:[0-9a-f]+)$/.exec(path)?.[1]
      if (method !== 'GET' || digest === undefined || authorization === undefined) return []
      return small.has(digest) ? [] : [digest]
    })
  }
})

function isJson(bytes: Uint8Array): boolean {
  return bytes[0] === '{'.charCodeAt(0)
}

describe('what is wrong in oci.pull', () => {
  it('is told all at once', async () => {
    writeWorkspace(
      [
        'oci.pull(name = "a")',
        'oci.pull(name = "b", image = "https://a.io/b")',
        'oci.pull(name = "c", image = "a.io/c", www_authenticate_challenges = {"a.io": "Bearer"})',
        // Fine: rules_oci needs it.
        'oci.toolchains(name = "oci", crane_version = "v0.18.0")',
        'use_repo(oci, "a")',
      ],
      '',
    )
    const { status, stderr } = await run('build', '@a')
    assert.notEqual(status, 0)
    assert.match(stderr, /^oci\.pull a: Cannot tell which image to pull: there is no image$/m)
    assert.match(
      stderr,
      /^oci\.pull b: Cannot use an image reference: it is "https:\/\/a\.io\/b"$/m,
    )
    assert.match(stderr, /^oci\.pull c: Cannot use www_authenticate_challenges:/m)
    assert.doesNotMatch(stderr, /toolchains/)
  })

  it('is a name that another image takes', async () => {
    writeWorkspace(
      [
        'oci.pull(name = "a", image = "a.io/a")',
        'oci.pull(name = "a_linux_amd64", image = "a.io/b")',
        'use_repo(oci, "a")',
      ],
      '',
    )
    const { stderr } = await run('build', '@a')
    assert.match(stderr, /^oci\.pull a_linux_amd64: Cannot use the name "a_linux_amd64" twice/m)
  })

  it('is a name that is given twice', async () => {
    writeWorkspace(
      ['oci.pull(name = "a", image = "a.io/a")', 'oci.pull(name = "a", image = "a.io/b")'],
      '',
    )
    writeFileSync(join(WORKSPACE, 'REPO.bazel'), '')
    const { stderr } = await run('build', '--enable_bzlmod', '@@rt~~oci~a//:all')
    assert.match(stderr, /oci\.pull a: Cannot pull two images under one name/)
  })
})

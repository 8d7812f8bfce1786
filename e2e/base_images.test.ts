import assert from 'node:assert/strict'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Finished } from '../tools/dev/command.ts'
import { must, run } from '../tools/dev/command.ts'
import { CHECKOUT, TOOLS } from '../tools/dev/places.ts'
import { startCraneRegistry } from '../tools/testing/crane_registry.ts'
import { startDockerRegistry } from '../tools/testing/docker_registry.ts'
import type { TestEngine } from '../tools/testing/engines.ts'
import { podmanRunFlags, startPodman } from '../tools/testing/engines.ts'
import type { FaultProxy } from '../tools/testing/fault_proxy.ts'
import { startFaultProxy } from '../tools/testing/fault_proxy.ts'
import { tempDir } from '../tools/testing/temp_dir.ts'
import { ensureUv } from '../tools/testing/uv.ts'
import { baseImagesWorkspace } from './base_images/workspace.ts'
import { bazel, build, executable, output } from './support/bazel.ts'
import { readJson } from './support/image_files.ts'
import { imageOf, platformsOf, unpack } from './support/index_layout.ts'

const RUNTIME = '@bento_server//:1.4.40-python3.11-debian12-runtime'
const RUNTIME_DESCRIPTION = 'generated/bento-server/debian12/runtime/python3.11.json'
const LAYOUT = ['--output_groups=+oci_layout']
const CHROOT = '/usr/sbin/chroot'
const IMPORT = 'import bentoml; print(bentoml.__version__)'

/** What images are made of, as far as the tests read it. */
interface Described {
  readonly built?: {
    readonly digest: string
    readonly images: readonly { readonly layers: readonly { readonly digest: string }[] }[]
  }
}

/** What `--json` says of a push of many images. */
interface PushReport {
  readonly images: readonly {
    readonly digest: string
    readonly layers: readonly { readonly digest: string }[]
    readonly configs: readonly { readonly digest: string }[]
  }[]
}

describe('base images of a matrix', () => {
  const resources = new AsyncDisposableStack()
  let workspace = ''
  let podman: TestEngine
  let registry: FaultProxy

  before(ensureUv)
  before(async () => {
    const server = resources.use(await startDockerRegistry())
    registry = resources.use(await startFaultProxy(server.host))
    workspace = baseImagesWorkspace(`${registry.host}/stand-in:base`)
    const locked = await bazel(workspace, ['run', '@bento_server//:lock_devel_3.11'])
    assert.equal(locked.status, 0, locked.stderr)
    await build(workspace, ...LAYOUT, '@bento_server//:all')
    const loads = ['base', 'runtime', 'cudnn', 'devel'].map((name) => `//:load_${name}`)
    await build(workspace, ...loads, '//:push_base')
    const { engine, missing } = await startPodman(process.env)
    if (engine === undefined) throw new Error(missing)
    podman = resources.use(engine)
  })

  after(async () => {
    await resources.disposeAsync()
    await bazel(workspace, ['shutdown'])
  })

  const load = (name: string): Promise<string> =>
    must(executable(workspace, `//:load_${name}`), ['--engine=podman'], { env: podman.env })
  const inspect = async (name: string): Promise<Readonly<Record<string, unknown>>> => {
    const text = await podman.run('image', 'inspect', '--format={{json .Config}}', name)
    return JSON.parse(text) as Readonly<Record<string, unknown>>
  }

  const manage = (matrix: string, ...args: readonly string[]): Promise<Finished> => {
    const env = { ...process.env, BAZEL: join(CHECKOUT, 'tools/dev/bazel') }
    return bazel(workspace, ['run', `@${matrix}//:manager`, '--', ...args], { env })
  }

  it('runtime has BentoML, its user, labels, and a database of dpkg', async () => {
    await load('runtime')
    const image = 'bento-server:runtime'
    assert.equal(await podman.runContainer(image, 'python', '-c', IMPORT), '1.4.40\n')
    const user = 'import os, pwd; print(*pwd.getpwuid(os.getuid())[:3:2], os.getcwd())'
    assert.equal(
      await podman.runContainer(image, 'python3', '-c', user),
      'bentoml 1034 /home/bentoml\n',
    )
    const listing = await podman.runContainer(image, 'dpkg', '-l')
    assert.match(listing, /^ii +python3\.11-minimal +3\.11/m)
    assert.match(listing, /^ii +dpkg +/m)
    assert.match(await podman.runContainer(image, '--help'), /^Usage: bentoml serve /)
    const config = await inspect(image)
    assert.deepEqual(config['Labels'], {
      distro_name: 'debian12',
      docker_package: 'bento-server',
      maintainer: 'BentoML Team <contact@bentoml.com>',
    })
    assert.equal(config['User'], '1034:1034')
    const env = config['Env'] as readonly string[]
    for (const each of [
      'LANG=C.UTF-8',
      'PRICE=$5',
      'PYTHON_VERSION=3.11',
      'BENTOML_VERSION=1.4.40',
    ])
      assert.ok(env.includes(each), env.join())
  })

  it('runtime serves a service', async () => {
    const service = `import bentoml

@bentoml.service
class Echo:
    @bentoml.api
    def say(self, text: str) -> str:
        return text.upper()
`
    const ask = `import json, os, subprocess, sys, time, urllib.request
open("/tmp/service.py", "w").write(${JSON.stringify(service)})
server = subprocess.Popen(["bentoml", "serve", "service:Echo", "--working-dir", "/tmp"], stdout=sys.stderr)
request = urllib.request.Request("http://127.0.0.1:3000/say", b'{"text": "hello"}', {"Content-Type": "application/json"})
while True:
    try:
        print(urllib.request.urlopen(request).read().decode())
        break
    except OSError:
        assert server.poll() is None, "the server has ended"
        time.sleep(0.2)
server.terminate()
`
    const { stdout, stderr } = await run(
      'podman',
      ['run', ...podmanRunFlags(), 'bento-server:runtime', 'python', '-c', ask],
      { env: podman.env },
    )
    assert.equal(stdout, 'HELLO\n', stderr)
  })

  it('base has Python and no BentoML; devel has that of its wheel', async () => {
    await load('base')
    const find =
      'import importlib.util, sys; print(importlib.util.find_spec("bentoml"), sys.version_info[:2])'
    assert.equal(
      await podman.runContainer('bento-server:base', 'python', '-c', find),
      'None (3, 11)\n',
    )
    await load('devel')
    assert.equal(
      await podman.runContainer('bento-server:devel', 'python', '-c', IMPORT),
      '1.5.0.dev1\n',
    )
  })

  it('cudnn has what NVIDIA asks of an image', async () => {
    await load('cudnn')
    const env = (await inspect('bento-server:cudnn'))['Env'] as readonly string[]
    for (const each of [
      'CUDA_VERSION=13.5',
      'NVIDIA_VISIBLE_DEVICES=all',
      'NVIDIA_DRIVER_CAPABILITIES=compute,utility',
      'NVIDIA_REQUIRE_CUDA=cuda>=13.0 driver>=580',
      'LD_LIBRARY_PATH=/usr/local/nvidia/lib:/usr/local/nvidia/lib64:/opt/rt/cuda/lib',
    ])
      assert.ok(env.includes(each), env.join('\n'))
    const path = env.find((each) => each.startsWith('PATH=')) ?? ''
    assert.match(
      path,
      /^PATH=\/opt\/bentoml\/venv\/bin:\/usr\/local\/nvidia\/bin:\/usr\/local\/cuda\/bin:/,
    )
    assert.equal(
      await podman.runContainer('bento-server:cudnn', 'cat', '/etc/ld.so.conf.d/nvidia.conf'),
      '/usr/local/nvidia/lib\n/usr/local/nvidia/lib64\n',
    )
    const open =
      'import ctypes; print(ctypes.CDLL("libcudart.so.13").cudaGetDeviceCount(ctypes.byref(ctypes.c_int())))'
    // There is no driver: cudaErrorInsufficientDriver.
    assert.equal(await podman.runContainer('bento-server:cudnn', 'python', '-c', open), '35\n')
  })

  it('is an index of both processors, and images share their layers', async () => {
    const layers: string[][] = []
    for (const tag of ['base-python3.11-debian12', '1.4.40-python3.11-debian12-runtime']) {
      const layout = await output(workspace, `@bento_server//:${tag}`, '.oci_layout', ...LAYOUT)
      const top = readJson(join(layout, 'index.json')) as { manifests: { digest: string }[] }
      const [, hex = ''] = (top.manifests[0]?.digest ?? '').split(':')
      const index = readJson(join(layout, 'blobs/sha256', hex))
      assert.deepEqual(platformsOf(index), ['linux/amd64', 'linux/arm64'])
      layers.push(imageOf(layout, 'amd64').manifest.layers.map(({ digest }) => digest))
    }
    const [base = [], runtime = []] = layers
    const own = runtime.filter((digest) => !base.includes(digest))
    // A big wheel, and all others.
    assert.equal(own.length, 2, own.join())
    assert.deepEqual(
      base.filter((digest) => !runtime.includes(digest)),
      [],
    )
  })

  const notRoot = process.getuid?.() !== 0 && 'only root may change the root of files'
  it('imports BentoML on an emulated arm64', { skip: notRoot }, async () => {
    const layout = await output(workspace, RUNTIME, '.oci_layout', ...LAYOUT)
    const image = imageOf(layout, 'arm64')
    await using scratch = await tempDir()
    const root = join(scratch.path, 'root')
    await unpack(layout, image, root)
    const emulator = await must('sh', ['-c', 'command -v qemu-aarch64-static'])
    cpSync(emulator.trim(), join(root, 'emulator'))
    const { Env: entries = [] } = image.config.config
    const command = [
      '/opt/bentoml/venv/bin/python',
      '-c',
      `${IMPORT}; import platform; print(platform.machine())`,
    ]
    const answer = await must('env', ['-i', ...entries, CHROOT, root, '/emulator', ...command])
    assert.equal(answer, '1.4.40\naarch64\n')
  })

  it('stands on an image of a registry, whose layers stay there', async () => {
    const place = `${registry.host}/stand-in`
    await must(executable(workspace, '//:push_base'), ['--repository', place, '--tag', 'base'])
    const before = registry.seen.length
    await build(workspace, '//:load_shallow', '//:push_shallow')
    const blobs = registry.seen.slice(before).filter(({ path }) => path.includes('/blobs/'))
    // Configs, one for each processor.
    assert.ok(blobs.length <= 2, blobs.map(({ path }) => path).join('\n'))
    await load('shallow')
    assert.equal(
      await podman.runContainer('bento-server:shallow', 'python', '-c', IMPORT),
      '1.4.40\n',
    )
    const config = await inspect('bento-server:shallow')
    assert.equal((config['Labels'] as Readonly<Record<string, string>>)['distro_name'], 'ubi8')
  })

  it('says of a manifest of BentoML that it does not say where Python comes from', async () => {
    const finished = await bazel(workspace, ['build', '@theirs//:1.0.0a6-python3.8-ubi8-cudnn'])
    assert.equal(finished.status, 1)
    assert.match(
      finished.stderr,
      /base_images\.matrix theirs: Cannot make 1\.0\.0a6-python3\.8-ubi8-cudnn: the manifest does not say where the Python of ubi8 comes from/,
    )
  })

  it('builds, and pushes to several registries, what its manager is asked for', async () => {
    await using crane = await startCraneRegistry(join(TOOLS, 'crane'))
    await using second = await startFaultProxy(crane.host)
    const tags = ['base-python3.11-debian12', '1.4.40-python3.11-debian12-runtime']
    const first = registry.seen.length
    const asked = ['--releases', 'runtime', '--max_workers', '4', '--organization', 'org', '--json']
    const places = ['--registry', registry.host, '--registry', second.host]
    const build = (): Promise<Finished> =>
      manage('bento_server', 'build', '--bentoml_version', '1.4.40', ...asked, ...places)
    assert.equal((await manage('bento_server', 'generate')).status, 0)
    const pushed = await build()
    assert.equal(pushed.status, 0, pushed.stderr)
    const { images } = JSON.parse(pushed.stdout) as PushReport
    const blobs = images.flatMap(({ layers, configs }) => [...layers, ...configs])
    const distinct = new Set(blobs.map(({ digest }) => digest)).size
    for (const [index, { digest }] of images.entries()) {
      const host = index % 2 === 0 ? registry.host : second.host
      const reference = `${host}/org/bento-server:${tags[index >> 1] ?? ''}`
      assert.equal((await must(join(TOOLS, 'crane'), ['digest', reference])).trim(), digest)
    }
    assert.equal(images.length, 4)
    for (const seen of [registry.seen.slice(first), second.seen]) {
      const puts = seen.filter(({ method, path }) => method === 'PUT' && path.includes('manifests'))
      // Two images and their index, of each tag; and the tags.
      assert.deepEqual(
        puts.map(({ path }) => /manifests\/(sha256)?/.exec(path)?.[1] ?? 'tag'),
        [...Array<string>(6).fill('sha256'), 'tag', 'tag'],
      )
      const began = seen.filter(({ method, path }) => method === 'POST' && path.includes('uploads'))
      // Each blob once: layers of base images are those of the others, too.
      assert.equal(began.length, distinct)
    }
    const runtime = imageOf(await output(workspace, RUNTIME, '.oci_layout', ...LAYOUT), 'arm64')
    const { built } = readJson(join(workspace, RUNTIME_DESCRIPTION)) as Described
    assert.equal(built?.digest, images[2]?.digest)
    assert.deepEqual(
      built?.images[1]?.layers.map(({ digest }) => digest),
      runtime.manifest.layers.map(({ digest }) => digest),
    )
    assert.equal((await manage('bento_server', 'generate')).status, 0)
    assert.deepEqual((readJson(join(workspace, RUNTIME_DESCRIPTION)) as Described).built, built)
    const before = [registry.seen.length, second.seen.length]
    const again = await build()
    assert.equal(again.status, 0, again.stderr)
    assert.equal(registry.seen.length - (before[0] ?? 0), tags.length)
    assert.equal(second.seen.length - (before[1] ?? 0), tags.length)
  })

  it('says which images cannot be made, and builds the others', async () => {
    const version = ['build', '--bentoml_version', '1.4.40', '--dry-run']
    const dry = await manage('shallow', ...version)
    assert.equal(dry.status, 0, dry.stderr)
    assert.equal(
      dry.stdout,
      'docker.io/bentoml/bento-server:base-python3.11-ubi8\ndocker.io/bentoml/bento-server:1.4.40-python3.11-ubi8-runtime\n',
    )
    assert.match(
      dry.stderr,
      /Cannot make 1\.4\.40-python3\.11-ubuntu22\.04-runtime: no architecture of ubuntu22\.04 has wheels: ppc64le\n/,
    )
    assert.match(
      dry.stderr,
      /Cannot make devel-python3\.11-ubi8: there is no wheel of BentoML's development branch\n/,
    )
    const none = await manage('shallow', ...version, '--releases', 'devel', '--skip-base')
    assert.equal(none.status, 1)
    assert.match(none.stderr, /none of the selected images can be built \(1 in all\)/)
    const other = await manage('shallow', 'build', '--bentoml_version', '1.4.41', '--dry-run')
    assert.equal(other.status, 1)
    assert.match(
      other.stderr,
      /Cannot build images of BentoML 1\.4\.41: base_images\.matrix makes those of 1\.4\.40\n {2}fix: set bentoml_version = "1\.4\.41" in MODULE\.bazel/,
    )
  })

  it('is managed by a target', async () => {
    const generated = await manage('bento_server', 'generate', '--dump_metadata')
    assert.equal(generated.status, 0, generated.stderr)
    const made = readFileSync(
      join(workspace, 'generated/bento-server/debian12/runtime/python3.11.json'),
      'utf8',
    )
    assert.match(made, /"name": "bentoml",\n *"version": "1\.4\.40"/)
    assert.match(made, /"name": "python3\.11-minimal"/)
    const unknown = await manage('bento_server', 'generate', '--releases', 'nightly')
    assert.equal(unknown.status, 2)
    assert.match(
      unknown.stderr,
      /'nightly' is not one of 'base', 'runtime', 'cudnn', 'devel', 'all'/,
    )
  })

  it('refuses mistakes of a manifest with their lines, and two matrices of one name', async () => {
    const manifest = join(workspace, 'manifest.yml')
    const right = readFileSync(manifest, 'utf8')
    writeFileSync(manifest, right.replace('suffixes:', 'sufixes:'))
    const wrong = await bazel(workspace, ['build', '@bento_server//:lock'])
    assert.notEqual(wrong.status, 0)
    assert.match(
      wrong.stderr,
      /base_images\.matrix bento_server: manifest\.yml:12:5: unknown key "sufixes"/,
    )
    assert.match(wrong.stderr, /manifest\.yml:11:5: debian12 has no "suffixes"/)
    writeFileSync(manifest, right)
    const modules = join(workspace, 'MODULE.bazel')
    const again =
      'base_images.matrix(name = "theirs", bentoml_version = "1", manifest = "//:theirs.yml")'
    writeFileSync(modules, `${readFileSync(modules, 'utf8')}${again}\n`)
    const twice = await bazel(workspace, ['build', '@bento_server//:lock'])
    assert.notEqual(twice.status, 0)
    assert.match(
      twice.stderr,
      /base_images\.matrix theirs: Cannot declare two repositories with the same name/,
    )
  })
})

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Finished } from '../tools/dev/command.ts'
import { run } from '../tools/dev/command.ts'
import { CHECKOUT } from '../tools/dev/places.ts'
import { serveDebs } from '../tools/testing/deb_mirror.ts'
import { Scratch } from '../tools/testing/scratch.ts'
import type { PublishedWheel, SimpleIndex } from '../tools/testing/simple_index.ts'
import { pipEnvironment, serveIndex } from '../tools/testing/simple_index.ts'
import { bazel, outputs } from './support/bazel.ts'
import type { StoredDescriptor } from './support/image_files.ts'
import { blobPath, readLayout } from './support/image_files.ts'
import { outsideCopy } from './support/workspace.ts'

const WHEELS: readonly PublishedWheel[] = ['cudart', 'cublas'].flatMap((name) =>
  ['x86_64', 'aarch64'].map((machine) => ({
    name: `stand-in-${name}`,
    version: '1.2',
    tags: `py3-none-manylinux_2_17_${machine}`,
    members: [{ name: `nvidia/lib/lib${name}.so.13`, content: `${name} for ${machine}` }],
  })),
)

const KEEP = { 'nvidia/lib/lib*.so.*': 'lib/' }
const CUDA_SET = (keep: object = KEEP): string =>
  JSON.stringify({
    version: '13.9',
    defaults: ['cudart'],
    components: {
      cublas: { wheel: 'stand-in-cublas==1.2', keep },
      cudart: { wheel: 'stand-in-cudart==1.2', keep },
    },
  })
const NEURON_SET = (url: string): string =>
  JSON.stringify({
    version: '2.0',
    architectures: ['amd64'],
    components: {
      runtime: {
        archive: 'aws-neuronx-runtime-lib==2.0',
        urls: { amd64: url },
        keep: { 'opt/aws/neuron/lib/lib*.so.*': 'lib/' },
      },
    },
  })

const LIBRARY = { from: 'usr/lib/libamdhip64.so.5', text: 'a library' }
/** What runtime_lock writes of a package that the mirror has at a path. */
const ROCM_LOCK = (file: string, deb: Buffer): string =>
  JSON.stringify({
    lockVersion: 1,
    request: { architectures: ['amd64'], defaults: ['hip'], version: '5.9' },
    packages: [
      {
        name: 'libamdhip64-5',
        version: '1.0',
        kind: 'deb',
        component: 'hip',
        files: {
          amd64: {
            file,
            sha256: createHash('sha256').update(deb).digest('hex'),
            size: deb.length,
            kept: {
              'lib/libamdhip64.so.5': { from: LIBRARY.from, size: LIBRARY.text.length },
            },
          },
        },
      },
    ],
  })

const TAGS = `
runtimes = use_extension("@rt//rules:extensions.bzl", "runtimes")
runtimes.cuda(locks = ["//accelerated:cuda.lock.json"])
runtimes.neuron(locks = ["//accelerated:neuron.lock.json"])
`

const BUILD = `
load("@rt//rules:oci.bzl", "oci_image")
load("@rt//rules:runtimes.bzl", "runtime_lock")
load("@rt//rules:tar.bzl", "tar")
load("@rt//rules:transitions.bzl", "platform_transition_filegroup")

runtime_lock(
    name = "lock",
    sets = ["cuda.set.json", "neuron.set.json"],
)

# Two images that have nothing in common but their runtimes.
[
    (
        tar(name = name + "_tar", srcs = [name + ".set.json"]),
        oci_image(
            name = name + "_image",
            check_libraries = False,
            env = {"NAME": name},
            runtimes = ["@rt//runtimes"],
            tars = [name + "_tar"],
        ),
        [
            platform_transition_filegroup(
                name = name + "_" + architecture,
                srcs = [name + "_image"],
                target_platform = "@rt//platforms:linux_" + architecture,
            )
            for architecture in ["amd64", "arm64"]
        ],
    )
    for name in ["cuda", "neuron"]
]

oci_image(
    name = "npu",
    architecture = "amd64",
    check_libraries = False,
    os = "linux",
    runtimes = ["//npu:runtimes"],
    tars = [":cuda_tar"],
)
`

/** The runtime that docs/runtimes.md shows how to write. */
function documentedRuntime(): string {
  const page = readFileSync(join(CHECKOUT, 'docs/runtimes.md'), 'utf8')
  const [, text] = /^```python\n(# npu\/BUILD\.bazel\n[^]*?)^```/m.exec(page) ?? []
  assert.ok(text !== undefined)
  return text
}

const CUDA = '--@rt//runtimes:cuda=true'
const NEURON = '--@rt//runtimes:neuron=true'
const ROCM = '--@rt//runtimes:rocm=true'

interface BuiltLayer extends StoredDescriptor {
  readonly files: readonly string[]
}

/** A workspace whose packages come from an index and an archive on loopback. Its tests follow one another. */
describe('runtimes of one’s own', () => {
  let workspace = ''
  let modules = ''
  let index: SimpleIndex
  let env: NodeJS.ProcessEnv = {}

  const place = (file: string): string => join(workspace, 'accelerated', file)
  const lockText = (name: string): string => readFileSync(place(`${name}.lock.json`), 'utf8')
  const downloads = (): readonly string[] => index.asked.filter((path) => path.startsWith('files/'))

  before(async () => {
    workspace = outsideCopy('runtimes')
    for (const folder of ['bad', 'model', 'weights', 'conformance', 'images'])
      rmSync(join(workspace, folder), { recursive: true, force: true })
    modules = readFileSync(join(workspace, 'MODULE.bazel'), 'utf8')
    await using scratch = await Scratch.make()
    scratch.write('opt/aws/neuron/lib/libnrt.so.1', 'a library')
    execFileSync('bsdtar', ['-czf', 'n.tar.gz', 'opt'], { cwd: scratch.path() })
    const archive = readFileSync(scratch.path('n.tar.gz'))
    index = await serveIndex(WHEELS, new Map([['files/neuron.tar.gz', archive]]))
    env = { ...process.env, ...pipEnvironment(index.url) }
    mkdirSync(place('.'))
    writeFileSync(place('BUILD.bazel'), BUILD)
    mkdirSync(join(workspace, 'npu'))
    writeFileSync(join(workspace, 'npu/BUILD.bazel'), documentedRuntime())
    writeFileSync(join(workspace, 'npu/libnpu.so.1'), 'a library')
    writeFileSync(place('cuda.set.json'), CUDA_SET())
    writeFileSync(place('neuron.set.json'), NEURON_SET(index.fileUrl('files/neuron.tar.gz')))
    // No package that an earlier run has fetched.
    const cache = join(workspace, '.repository_cache')
    appendFileSync(join(workspace, '.bazelrc'), `common --repository_cache=${cache}\n`)
  })

  after(async () => {
    await index[Symbol.asyncDispose]()
    await bazel(workspace, ['shutdown'])
  })

  const build = (...args: readonly string[]): Promise<Finished> =>
    bazel(workspace, ['build', ...args], { env })
  const lock = (target = '//accelerated:lock'): Promise<Finished> =>
    run(join(CHECKOUT, 'tools/dev/bazel'), ['run', '--noshow_progress', target], {
      cwd: workspace,
      env,
    })
  const refused = async (...args: readonly string[]): Promise<string> => {
    const { status, stderr } = await build(...args)
    assert.notEqual(status, 0)
    return stderr
  }

  /** The layers of an image, bottom layer first. */
  const layersOf = async (...args: readonly string[]): Promise<readonly BuiltLayer[]> => {
    const built = await build(...args)
    assert.equal(built.status, 0, built.stderr)
    const [target = '', ...options] = args
    const [layout = ''] = await outputs(workspace, target, ...options)
    return readLayout(layout).manifest.layers.map((layer) => {
      const listing = execFileSync('bsdtar', ['-tf', blobPath(layout, layer.digest)], {
        encoding: 'utf8',
      })
      return { ...layer, files: listing.split('\n').filter((path) => /[^/]$/.test(path)) }
    })
  }

  it('has no packages for neuron until somebody says where they are', async () => {
    assert.match(
      await refused('//accelerated:cuda_amd64', NEURON),
      /Cannot use the runtime "neuron": its packages are in no public index.*\n {2}accepted: a lock file .*\n {2}fix: in MODULE\.bazel write runtimes\.neuron\(locks = /,
    )
  })

  it('downloads nothing while no flag is on', async () => {
    const layers = await layersOf('//accelerated:cuda_amd64')
    assert.equal(layers.length, 1)
    assert.deepEqual(index.asked, [])
  })

  it('asks for a lock where there is none', async () => {
    writeFileSync(join(workspace, 'MODULE.bazel'), modules + TAGS)
    assert.match(
      await refused('//accelerated:cuda_amd64', CUDA),
      /runtimes\.cuda: Cannot find the lock file \/\/accelerated:cuda\.lock\.json\n {2}accepted: .*\n {2}fix: run the runtime_lock target/,
    )
  })

  it('is locked by bazel run, the same twice, and only in its own workspace', async () => {
    const first = await lock()
    assert.equal(first.status, 0, first.stderr)
    const text = lockText('cuda')
    assert.equal(text.match(/"sha256"/g)?.length, 4)
    const asked = index.asked.length
    const second = await lock()
    assert.match(
      second.stderr,
      /cuda\.lock\.json: is up to date\n.*neuron\.lock\.json: is up to date/,
    )
    assert.equal(lockText('cuda'), text)
    assert.equal(index.asked.length, asked)
    const other = await lock('@rt//runtimes:lock')
    assert.match(
      other.stderr,
      /Cannot write a lock file of ".*13\.5\.set\.json": it is not of this workspace\n {2}accepted: .*\n {2}fix: copy the set there/,
    )
  })

  it('has the same layers in unrelated images, of the files of the platform alone', async () => {
    const before = downloads().length
    const [one, two] = [
      await layersOf('//accelerated:cuda_amd64', CUDA),
      await layersOf('//accelerated:neuron_amd64', CUDA),
    ]
    assert.deepEqual(one[0]?.files, [
      'opt/rt/cuda/lib/libcudart.so.13',
      'opt/rt/cuda/licenses/stand-in-cudart/License.txt',
    ])
    assert.deepEqual(two[0], one[0])
    assert.notEqual(two[1]?.digest, one[1]?.digest)
    assert.deepEqual(downloads().slice(before), [
      'files/stand_in_cudart-1.2-py3-none-manylinux_2_17_x86_64.whl',
    ])
    const [arm64] = await layersOf('//accelerated:cuda_arm64', CUDA)
    assert.deepEqual(arm64?.files, one[0].files)
    assert.notEqual(arm64.digest, one[0].digest)
    assert.match(downloads().at(-1) ?? '', /cudart.*aarch64/)
  })

  it('takes archives by their addresses', async () => {
    const [neuron] = await layersOf('//accelerated:neuron_amd64', NEURON)
    assert.deepEqual(neuron?.files, ['opt/rt/neuron/lib/libnrt.so.1'])
    assert.match(
      await refused('//accelerated:neuron_arm64', NEURON),
      /Cannot use the runtime "neuron" 2\.0 for linux\/arm64: it does not exist there/,
    )
  })

  it('are targets, without a lock or a rule: the documented one', async () => {
    const flags = ['--//npu:npu=true', '--platforms=@rt//platforms:linux_amd64']
    const [npu] = await layersOf('//accelerated:npu', ...flags)
    assert.deepEqual(npu?.files, ['opt/rt/npu/lib/libnpu.so.1'])
    const [layout = ''] = await outputs(workspace, '//accelerated:npu', ...flags)
    const { config } = readLayout(layout).config as { readonly config: object }
    assert.deepEqual(config, {
      Env: ['LD_LIBRARY_PATH=/opt/rt/npu/lib', 'NPU_HOME=/opt/rt/npu', 'NPU_VERSION=1.4'],
      Labels: {
        'rt.runtime.cpu': 'builtin',
        'rt.runtime.npu': '1.4',
        'rt.runtime.npu.packages': 'libnpu 1.4',
      },
    })
    assert.equal((await layersOf('//accelerated:npu', ...flags.slice(1))).length, 1)
  })

  it('does not download again what it had once', async () => {
    writeFileSync(place('cuda.set.json'), CUDA_SET({ 'nvidia/lib/lib*.so.*': 'lib64/' }))
    assert.equal((await lock()).status, 0)
    const before = downloads().length
    const [moved] = await layersOf('//accelerated:cuda_amd64', CUDA)
    assert.equal(moved?.files[0], 'opt/rt/cuda/lib64/libcudart.so.13')
    assert.equal(downloads().length, before)
  })

  it('refuses a file that is not as locked, and an index that is down, and recovers', async () => {
    const text = lockText('cuda')
    const wrong = text.replaceAll(/"sha256": "[0-9a-f]{4}/g, '"sha256": "0000')
    writeFileSync(place('cuda.lock.json'), wrong)
    assert.match(
      await refused('//accelerated:cuda_amd64', CUDA),
      /runtimes\.cuda stand-in-cudart 1\.2: Cannot fetch the wheel stand-in-cudart==1\.2: its hash is not the one of the lock, but [0-9a-f]{64}\n {2}accepted: the file with the hash that the lock has\n {2}fix: /,
    )
    const good = env
    env = { ...good, ...pipEnvironment('http://127.0.0.1:9/simple') }
    assert.match(
      await refused('//accelerated:cuda_amd64', CUDA),
      /Cannot fetch the wheel stand-in-cudart==1\.2: its index does not respond: .*\n {2}accepted: /,
    )
    env = good
    writeFileSync(place('cuda.lock.json'), text)
    assert.equal((await layersOf('//accelerated:cuda_amd64', CUDA)).length, 2)
  })

  it('takes Debian packages from mirrors', async () => {
    const members = [{ name: `./${LIBRARY.from}`, text: LIBRARY.text }]
    await using mirror = await serveDebs([{ name: 'libamdhip64-5', members }])
    const [path, deb] = [...mirror.files].find(([name]) => name.endsWith('.deb')) ?? assert.fail()
    writeFileSync(place('rocm.lock.json'), ROCM_LOCK(path, deb))
    const tag = 'runtimes.rocm(locks = ["//accelerated:rocm.lock.json"])'
    writeFileSync(join(workspace, 'MODULE.bazel'), `${modules}${TAGS}${tag}\n`)
    const flags = [ROCM, `--repo_env=RT_DEBIAN_MIRRORS=${mirror.url}`]
    mirror.files.delete(path)
    assert.match(
      await refused('//accelerated:cuda_amd64', ...flags),
      /runtimes\.rocm libamdhip64-5 1\.0: Cannot fetch "pool\/main\/libamdhip64-5_1\.0_amd64\.deb" as locked from\n {4}http:.*\n {2}accepted: a file with sha256 [0-9a-f]{64}\n {2}fix: name a mirror that has it in RT_DEBIAN_MIRRORS/,
    )
    mirror.files.set(path, deb)
    const [rocm] = await layersOf('//accelerated:cuda_amd64', ...flags)
    assert.deepEqual(rocm?.files, ['opt/rt/rocm/lib/libamdhip64.so.5'])
    // Bazel's cache has it, whoever asks, and by its hash.
    mirror.files.clear()
    await bazel(workspace, ['clean', '--expunge'])
    assert.equal((await layersOf('//accelerated:cuda_amd64', ...flags)).length, 2)
    writeFileSync(join(workspace, 'MODULE.bazel'), modules + TAGS)
  })

  it('refuses an archive that is not as locked', async () => {
    const text = lockText('neuron')
    writeFileSync(
      place('neuron.lock.json'),
      text.replace(/"sha256": "[0-9a-f]{4}/, '"sha256": "0000'),
    )
    const stderr = await refused('//accelerated:neuron_amd64', NEURON)
    assert.match(stderr, /Checksum was [0-9a-f]{64} but wanted 0000/)
    assert.match(
      stderr,
      /Cannot fetch "neuron\.tar\.gz" from http:.*; the warning says why\n {2}accepted: a file with sha256 0000/,
    )
    writeFileSync(place('neuron.lock.json'), '{}')
    assert.match(
      await refused('//accelerated:neuron_amd64', NEURON),
      /runtimes\.neuron: Cannot read \/\/accelerated:neuron\.lock\.json as a lock file\n {2}accepted: what runtime_lock writes/,
    )
    writeFileSync(place('neuron.lock.json'), text)
  })

  for (const [tags, message] of [
    [
      'runtimes.cuda(version = "11.8")',
      /runtimes\.cuda: Cannot find version "11\.8"\n {2}accepted: 13\.5, 12\.9\n {2}fix: make a lock file/,
    ],
    [
      'runtimes.cuda(include = ["magma"])',
      /runtimes\.cuda: Cannot find the component "magma" of include in version 13\.5\n {2}accepted: cublas, cudart, /,
    ],
    [
      'runtimes.cuda()\nruntimes.cuda(version = "12.9")',
      /runtimes\.cuda: Cannot choose between 2 tags\n {2}accepted: one runtimes\.cuda/,
    ],
  ] as const)
    it(`refuses ${tags.replace('\n', ' with ')}`, async () => {
      const extension = 'runtimes = use_extension("@rt//rules:extensions.bzl", "runtimes")\n'
      writeFileSync(join(workspace, 'MODULE.bazel'), `${modules}\n${extension}${tags}\n`)
      assert.match(await refused('//accelerated:cuda_amd64', CUDA), message)
    })
})

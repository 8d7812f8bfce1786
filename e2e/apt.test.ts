import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { Finished } from '../tools/dev/command.ts'
import type { DebMirror } from '../tools/testing/deb_mirror.ts'
import { publish, serveDebs } from '../tools/testing/deb_mirror.ts'
import type { WrittenDeb } from '../tools/testing/deb_writer.ts'
import { tempDir } from '../tools/testing/temp_dir.ts'
import { bazel, outputs } from './support/bazel.ts'
import { blobPath, readLayout } from './support/image_files.ts'
import { outsideCopy } from './support/workspace.ts'

const NATIVE = ['amd64', 'arm64'].flatMap((architecture): readonly WrittenDeb[] => [
  {
    name: 'app',
    architecture,
    fields: ['Depends: libfoo (>= 2), data'],
    members: [{ name: './usr/bin/app', text: architecture, mode: 0o755 }],
  },
  {
    name: 'libfoo',
    version: '2.0-1',
    architecture,
    fields: ['Multi-Arch: same'],
    members: [{ name: './lib/libfoo.so', text: architecture }],
  },
])
const DEBS: readonly WrittenDeb[] = [
  ...NATIVE,
  { name: 'data', architecture: 'all', members: [{ name: './usr/share/data', text: 'data' }] },
  { name: 'unasked', members: [{ name: './usr/share/unasked', text: 'x' }] },
]

const MODULE = (packages: string): string => `
apt = use_extension("@rt//rules:extensions.bzl", "apt")
apt.install(
    name = "debs",
    groups = {"libraries": ["libfoo"]},
    lock = "//debs:debs.lock.json",
    packages = [${packages}],
    suite = "bookworm",
)
use_repo(apt, "debs")
`

const BUILD = `
load("@rt//rules:oci.bzl", "oci_image")
load("@rt//rules:transitions.bzl", "platform_transition_filegroup")

oci_image(
    name = "any",
    tars = ["@debs"],
)

oci_image(
    name = "one_",
    tars = ["@debs//data"],
)

[
    platform_transition_filegroup(
        name = name,
        srcs = [src],
        target_platform = "@rt//platforms:linux_" + name[-5:],
    )
    for name, src in {
        "image_amd64": ":any",
        "image_arm64": ":any",
        "one_amd64": ":one_",
    }.items()
]
`

/** A workspace whose packages come from a mirror on loopback. Its tests follow one another. */
describe('apt.install', () => {
  let workspace = ''
  let modules = ''
  let mirror: DebMirror

  before(async () => {
    workspace = outsideCopy('apt')
    for (const folder of ['bad', 'model', 'weights', 'conformance'])
      rmSync(join(workspace, folder), { recursive: true, force: true })
    modules = readFileSync(join(workspace, 'MODULE.bazel'), 'utf8')
    mkdirSync(join(workspace, 'debs'))
    writeFileSync(join(workspace, 'MODULE.bazel'), modules + MODULE('"app"'))
    writeFileSync(join(workspace, 'debs/BUILD.bazel'), BUILD)
    mirror = await serveDebs(DEBS)
    // As a person without a Debian machine would set it; and no package that an earlier run has fetched.
    const settings = `common --repo_env=RT_DEBIAN_MIRRORS=${mirror.url} --repository_cache=\n`
    appendFileSync(join(workspace, '.bazelrc'), settings)
  })

  after(async () => {
    await mirror[Symbol.asyncDispose]()
    await bazel(workspace, ['shutdown'])
  })

  const lock = (): string => join(workspace, 'debs/debs.lock.json')
  const build = (...targets: readonly string[]): Promise<Finished> =>
    bazel(workspace, ['build', ...targets])
  const refresh = (): Promise<Finished> =>
    bazel(workspace, ['run', '@debs//:lock'], {
      env: { ...process.env, RT_DEBIAN_MIRRORS: mirror.url },
    })

  /** The paths in the layers of an image, bottom layer first. */
  const layersOf = async (target: string): Promise<readonly (readonly string[])[]> => {
    const built = await build(target)
    assert.equal(built.status, 0, built.stderr)
    const [layout = ''] = await outputs(workspace, target)
    return readLayout(layout).manifest.layers.map(({ digest }) => {
      const listing = execFileSync('tar', ['-tzf', blobPath(layout, digest)], { encoding: 'utf8' })
      return listing.split('\n').filter((path) => path !== '' && !path.endsWith('/'))
    })
  }

  it('says what to run before there is a lock', async () => {
    const { status, stderr } = await build('//debs:image_amd64')
    assert.notEqual(status, 0)
    assert.match(
      stderr,
      /apt\.install debs: Cannot use packages that are not locked: debs\/debs\.lock\.json does not exist\n {2}accepted: .+\n {2}fix: bazel run @debs\/\/:lock\n/,
    )
  })

  it('locks packages by bazel run, the same twice', async () => {
    const first = await refresh()
    assert.equal(first.status, 0, first.stderr)
    const text = readFileSync(lock(), 'utf8')
    assert.deepEqual(text.match(/"name": "[^"]+"/g), [
      '"name": "app"',
      '"name": "data"',
      '"name": "libfoo"',
    ])
    const second = await refresh()
    assert.match(second.stderr, /debs\/debs\.lock\.json is up to date: 3 packages for amd64/)
    assert.equal(readFileSync(lock(), 'utf8'), text)
  })

  it('refuses a file that is not as locked', async () => {
    const file = 'pool/main/app_1.0_amd64.deb'
    const good = mirror.files.get(file)
    assert.ok(good !== undefined)
    mirror.files.set(file, Buffer.from('other'))
    const { status, stderr } = await build('//debs:image_amd64')
    mirror.files.set(file, good)
    assert.notEqual(status, 0)
    assert.match(
      stderr,
      /apt\.install debs: app 1\.0 for amd64: Cannot fetch "pool\/main\/app_1\.0_amd64\.deb" as locked from/,
    )
    assert.match(
      stderr,
      /accepted: a file with sha256 [0-9a-f]{64}\n {2}fix: lock a version that is there/,
    )
  })

  it('makes a layer of each group and one of the database, from packages of the platform alone', async () => {
    mirror.files.delete('pool/main/unasked_1.0_amd64.deb')
    const layers = await layersOf('//debs:image_amd64')
    assert.deepEqual(
      layers.map((paths) => paths.filter((path) => !/^s?bin$|^lib(64)?$/.test(path))),
      [
        ['usr/lib/libfoo.so', 'var/lib/dpkg/info/libfoo:amd64.list'],
        [
          'usr/bin/app',
          'usr/share/data',
          'var/lib/dpkg/info/app.list',
          'var/lib/dpkg/info/data.list',
        ],
        ['var/lib/dpkg/info/format', 'var/lib/dpkg/status'],
      ],
    )
    assert.deepEqual(
      mirror.asked.filter((path) => path.includes('arm64.deb')),
      [],
    )
    const other = await layersOf('//debs:image_arm64')
    assert.deepEqual(other[0]?.slice(-2), [
      'usr/lib/libfoo.so',
      'var/lib/dpkg/info/libfoo:arm64.list',
    ])
  })

  const withoutDpkg = spawnSync('dpkg', ['--version']).status !== 0 && 'there is no dpkg'
  it('makes an image whose packages dpkg lists', { skip: withoutDpkg }, async () => {
    await layersOf('//debs:image_amd64')
    const [layout = ''] = await outputs(workspace, '//debs:image_amd64')
    await using root = await tempDir()
    for (const { digest } of readLayout(layout).manifest.layers)
      execFileSync('tar', ['-xzf', blobPath(layout, digest), '-C', root.path])
    const listing = execFileSync('dpkg', [`--root=${root.path}`, '-l'], { encoding: 'utf8' })
    const installed = listing.split('\n').filter((line) => line.startsWith('ii '))
    assert.deepEqual(
      installed.map((line) => line.split(/ +/).slice(1, 4).join(' ')),
      ['app 1.0 amd64', 'data 1.0 all', 'libfoo:amd64 2.0-1 amd64'],
    )
  })

  it('gives one package by itself, with a record of its own', async () => {
    const [paths = []] = await layersOf('//debs:one_amd64')
    assert.ok(paths.includes('usr/share/data') && paths.includes('var/lib/dpkg/status.d/data'))
  })

  it('refuses a lock that was made for something else, and follows the suite when it is refreshed', async () => {
    writeFileSync(join(workspace, 'MODULE.bazel'), modules + MODULE('"app", "unasked"'))
    const { status, stderr } = await build('//debs:image_amd64')
    assert.notEqual(status, 0)
    assert.match(
      stderr,
      /Cannot use debs\/debs\.lock\.json, which is out of date: packages was \["libfoo","app"\] and is \["libfoo","app","unasked"\]/,
    )
    writeFileSync(join(workspace, 'MODULE.bazel'), modules + MODULE('"app"'))
    const newer = DEBS.map((deb) => (deb.name === 'data' ? { ...deb, version: '3.0' } : deb))
    await publish(mirror.files, newer, ['bookworm'])
    assert.equal((await refresh()).status, 0)
    assert.match(readFileSync(lock(), 'utf8'), /pool\/main\/data_3\.0_all\.deb/)
    assert.equal((await build('//debs:image_amd64')).status, 0)
  })

  it('leaves the lock as it was when the mirror does not answer', async () => {
    const text = readFileSync(lock(), 'utf8')
    const kept = new Map(mirror.files)
    mirror.files.clear()
    const { status, stderr } = await refresh()
    for (const [path, bytes] of kept) mirror.files.set(path, bytes)
    assert.equal(status, 1)
    assert.match(
      stderr,
      /apt\.install \S+\/\/:lock: Cannot read the package index of http:\/\/\S+: it has neither InRelease nor Release/,
    )
    assert.equal(readFileSync(lock(), 'utf8'), text)
    assert.ok(existsSync(join(workspace, 'debs/BUILD.bazel')))
  })

  it('reports all mistakes of a tag at once', async () => {
    const bad = `
apt.install(name = "bad", architectures = ["m68k"], groups = {"lock": []}, lock = "//debs:bad.json", mirrors = ["ftp://x"], suite = "sid")
`
    writeFileSync(join(workspace, 'MODULE.bazel'), modules + MODULE('"app"') + bad)
    const { status, stderr } = await build('//debs:image_amd64')
    writeFileSync(join(workspace, 'MODULE.bazel'), modules + MODULE('"app"'))
    assert.notEqual(status, 0)
    for (const message of [
      'apt.install bad: Cannot find packages for "m68k" of architectures',
      'apt.install bad: Cannot name a group "lock"',
      'apt.install bad: Cannot use the mirror "ftp://x"',
    ])
      assert.ok(stderr.includes(message), stderr)
  })
})

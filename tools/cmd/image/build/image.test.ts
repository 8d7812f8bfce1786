import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  mkdtempDisposable,
  readFile,
  readdir,
  readlink,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { digestOfHex, hexOfDigest } from '../../../core/digest.ts'
import { serializeLayerSet } from '../../../core/layer_set_json.ts'
import type { ImageConfig } from '../../../core/oci/config.ts'
import { parseConfig } from '../../../core/oci/config.ts'
import { openLayout } from '../../../node/layout/layout_source.ts'
import { readConfig, readManifest } from '../../../node/blob/documents.ts'
import { runRt } from '../../testing/run_rt.ts'
import { tinyLayer } from '../../testing/tiny_layer.ts'

/** An execution root of its own, with a package directory. */
async function execRoot(): Promise<AsyncDisposable & { readonly path: string }> {
  const directory = await mkdtempDisposable(join(tmpdir(), 'image-'))
  return { path: directory.path, [Symbol.asyncDispose]: () => directory.remove() }
}

const LINUX = ['--os=linux', '--architecture=amd64']

async function makeImage(root: string, ...args: readonly string[]): Promise<void> {
  assert.deepEqual(await runRt(root, ['image', 'build', ...args]), {
    code: 0,
    stdout: '',
    stderr: '',
  })
}

async function configOf(layout: string): Promise<ImageConfig> {
  const source = await openLayout({ directory: layout })
  return readConfig(source, (await readManifest(source, source.root)).config)
}

function run(program: string, ...args: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

describe('rt image build', () => {
  it('makes what skopeo, umoci and oci-image-tool take for an image', async () => {
    await using root = await execRoot()
    const plain = tinyLayer(root.path, 'a.tar', 'one')
    const gzip = tinyLayer(root.path, 'b.tar.gz', 'two')
    const sets = [`--layers=${plain.set}`, `--layers=${gzip.set}`]
    const settings = ['--entrypoint=/app/a', '--env=A=b', '--exposed-port=80', '--user=7:7']
    const files = ['--', plain.entry, gzip.entry]
    const outputs = ['--out=bin/image', '--digest-out=bin.digest']
    await makeImage(root.path, ...outputs, ...LINUX, ...sets, ...settings, ...files)
    const layout = join(root.path, 'bin/image')
    const inspected = JSON.parse(run('skopeo', 'inspect', `oci:${layout}`)) as unknown
    assert.deepEqual(inspected, {
      Digest: (await readFile(join(root.path, 'bin.digest'), 'utf8')).trimEnd(),
      RepoTags: [],
      Created: '1970-01-01T00:00:00Z',
      DockerVersion: '',
      Labels: null,
      Architecture: 'amd64',
      Os: 'linux',
      Layers: [plain.layer.digest, gzip.layer.digest],
      Env: ['A=b'],
    })
    const copy = join(root.path, 'copy')
    run('skopeo', 'copy', '--preserve-digests', `oci:${layout}`, `oci:${copy}:latest`)
    run('oci-image-tool', 'validate', '--type', 'image', '--ref', 'name=latest', copy)
    const bundle = join(root.path, 'bundle')
    run('umoci', 'unpack', '--rootless', '--image', `${copy}:latest`, bundle)
    assert.equal(await readFile(join(bundle, 'rootfs/app/a.tar'), 'utf8'), 'one')
    assert.equal(await readFile(join(bundle, 'rootfs/app/b.tar.gz'), 'utf8'), 'two')
  })

  it('links layers relatively, so that the execution root may move', async () => {
    await using root = await execRoot()
    const layer = tinyLayer(root.path, 'a.tar', 'one')
    await makeImage(
      root.path,
      '--out=x/bin/image',
      ...LINUX,
      `--layers=${layer.set}`,
      '--',
      layer.entry,
    )
    const blob = `blobs/sha256/${hexOfDigest(layer.layer.digest)}`
    assert.equal(await readlink(join(root.path, 'x/bin/image', blob)), '../../../../../a.tar')
    const moved = `${root.path}-moved`
    await rename(root.path, moved)
    try {
      const tar = await readFile(join(moved, 'a.tar'))
      assert.deepEqual(await readFile(join(moved, 'x/bin/image', blob)), tar)
    } finally {
      await rename(moved, root.path)
    }
  })

  it('never opens a layer, and leaves recipes out', async () => {
    await using root = await execRoot()
    const { layer, set, entry } = tinyLayer(root.path, 'a.tar', 'one')
    await rm(join(root.path, 'a.tar'))
    const content = { kind: 'recipe', parts: [{ kind: 'zeros', size: layer.size }] } as const
    const digest = digestOfHex('0'.repeat(64))
    const layers = [{ ...layer, digest, content }]
    await writeFile(join(root.path, 'w.json'), serializeLayerSet({ version: 1, layers }))
    const sets = [`--layers=${set}`, '--layers=w.json']
    await makeImage(root.path, '--out=image', ...LINUX, ...sets, '--', entry)
    const blobs = await readdir(join(root.path, 'image/blobs/sha256'))
    assert.equal(blobs.length, 3)
    assert.equal(blobs.includes(hexOfDigest(digest)), false)
    const source = await openLayout({ directory: join(root.path, 'image') })
    const manifest = await readManifest(source, source.root)
    assert.deepEqual(
      manifest.layers.map((each) => each.digest),
      [layer.digest, digest],
    )
  })

  it('gives the same bytes in any place, and for labels and ports in any order', async () => {
    const options = ['--label=b=1', '--label=a=2', '--exposed-port=80', '--exposed-port=443']
    const indexes = await Promise.all(
      [options, options.toReversed()].map(async (each) => {
        await using root = await execRoot()
        await makeImage(root.path, '--out=i', ...LINUX, ...each)
        return await readFile(join(root.path, 'i/index.json'), 'utf8')
      }),
    )
    assert.equal(indexes[0], indexes[1])
  })

  it('reads lists and maps from files', async () => {
    await using root = await execRoot()
    const files = {
      'entrypoint-file': '/app/a\n--flag=x y\n',
      'cmd-file': 'serve',
      'env-file': 'A=1\r\nB=$A-$$\n\n',
      'labels-file': 'l=a=b\n',
      'annotations-file': 'n=m',
      'exposed-ports-file': '80,53/udp\n443',
      'volumes-file': '/a, /b\n',
      'created-file': '2024-05-06T07:08:09Z\n',
    }
    const options = await Promise.all(
      Object.entries(files).map(async ([option, content]) => {
        await writeFile(join(root.path, option), content)
        return `--${option}=${option}`
      }),
    )
    // As actions do. (On a command line of its own, Node takes --env-file for itself.)
    await writeFile(join(root.path, 'arguments'), ['--out=image', ...LINUX, ...options].join('\n'))
    await makeImage(root.path, '@arguments')
    const { created, run: config } = await configOf(join(root.path, 'image'))
    assert.equal(created, '2024-05-06T07:08:09Z')
    assert.deepEqual(config, {
      entrypoint: ['/app/a', '--flag=x y'],
      cmd: ['serve'],
      env: ['A=1', 'B=1-$'],
      labels: { l: 'a=b' },
      exposedPorts: ['80', '443', '53/udp'],
      volumes: ['/a', '/b'],
      others: {},
    })
    const source = await openLayout({ directory: join(root.path, 'image') })
    assert.deepEqual((await readManifest(source, source.root)).annotations, { n: 'm' })
  })
})

describe('rt image build with values of several origins', () => {
  it('prefers what is given by itself to files, and files to defaults', async () => {
    await using root = await execRoot()
    await writeFile(join(root.path, 'env'), 'A=file\nB=file\n')
    await writeFile(join(root.path, 'labels'), 'l=file\nm=file\n')
    const given = ['--default-env=A=1', '--default-env=C=3', '--env=B=$C', '--label=m=own']
    const files = ['--env-file=env', '--labels-file=labels']
    await writeFile(
      join(root.path, 'arguments'),
      ['--out=i', ...LINUX, ...given, ...files].join('\n'),
    )
    await makeImage(root.path, '@arguments')
    const { run: config } = await configOf(join(root.path, 'i'))
    assert.deepEqual(config.env, ['A=file', 'C=3', 'B=3'])
    assert.deepEqual(config.labels, { l: 'file', m: 'own' })
  })
})

describe('rt image build with a base', () => {
  it('builds on an image of rt without a chain of links', async () => {
    await using root = await execRoot()
    const below = tinyLayer(root.path, 'a.tar', 'one')
    const above = tinyLayer(root.path, 'b.tar', 'two')
    await makeImage(
      root.path,
      '--out=base',
      ...LINUX,
      '--cmd=x',
      `--layers=${below.set}`,
      '--',
      below.entry,
    )
    const sets = [`--base-layers=${below.set}`, `--layers=${above.set}`]
    const files = ['--', below.entry, above.entry]
    await makeImage(
      root.path,
      '--out=image',
      '--base=base',
      ...LINUX,
      ...sets,
      '--clear-cmd',
      ...files,
    )
    const link = `image/blobs/sha256/${hexOfDigest(below.layer.digest)}`
    assert.equal(await readlink(join(root.path, link)), '../../../a.tar')
    const config = await configOf(join(root.path, 'image'))
    assert.equal(config.run.cmd, undefined)
    assert.deepEqual(config.diffIds, [below.layer.diffId, above.layer.diffId])
    run('skopeo', 'copy', `oci:${join(root.path, 'image')}`, `dir:${join(root.path, 'dir')}`)
  })

  it('builds on a Docker image that skopeo wrote, without reading or changing its layers', async () => {
    await using root = await execRoot()
    const below = tinyLayer(root.path, 'a.tar.gz', 'one')
    await makeImage(root.path, '--out=oci', ...LINUX, `--layers=${below.set}`, '--', below.entry)
    await dockerLayout(root.path, 'oci', 'docker')
    await makeImage(root.path, '--out=image', '--base=docker', '--env=A=b')
    const source = await openLayout({ directory: join(root.path, 'image') })
    const manifest = await readManifest(source, source.root)
    assert.deepEqual(manifest.layers, [
      { mediaType: below.layer.mediaType, digest: below.layer.digest, size: below.layer.size },
    ])
    assert.match(manifest.config.mediaType, /oci\.image\.config/)
    const layer = join(root.path, 'image/blobs/sha256', hexOfDigest(below.layer.digest))
    assert.equal((await stat(layer)).size, below.layer.size)
    run('skopeo', 'copy', `oci:${join(root.path, 'image')}`, `dir:${join(root.path, 'dir')}`)
  })

  it('takes the image for its platform from an index, and names the platforms when there is none', async () => {
    await using root = await execRoot()
    for (const architecture of ['amd64', 'arm64'])
      await makeImage(
        root.path,
        `--out=${architecture}`,
        '--os=linux',
        `--architecture=${architecture}`,
      )
    const made = await runRt(root.path, [
      'image',
      'index',
      '--out=index',
      '--image=amd64',
      '--image=arm64',
    ])
    assert.equal(made.stderr, '')
    await makeImage(root.path, '--out=image', '--base=index', '--os=linux', '--architecture=arm64')
    const config = await configOf(join(root.path, 'image'))
    assert.equal(config.platform.architecture, 'arm64')
    const failed = await runRt(root.path, [
      'image',
      'build',
      '--out=x',
      '--base=index',
      '--architecture=s390x',
    ])
    assert.equal(failed.code, 1)
    assert.match(
      failed.stderr,
      /of the index "index" for "s390x"\n {2}accepted: linux\/amd64, linux\/arm64\n/,
    )
  })

  it('says what is wrong with a base', async () => {
    await using root = await execRoot()
    const below = tinyLayer(root.path, 'a.tar', 'one')
    await makeImage(root.path, '--out=base', ...LINUX, `--layers=${below.set}`, '--', below.entry)
    await rm(join(root.path, 'base/blobs/sha256', hexOfDigest(below.layer.digest)))
    const stderr = async (...args: readonly string[]): Promise<string> => {
      const { code, stderr: text } = await runRt(root.path, ['image', 'build', '--out=x', ...args])
      assert.equal(code, 1)
      return text
    }
    assert.match(await stderr('--base=base'), /Cannot find the blob sha256:/)
    assert.match(await stderr('--base=a.tar'), /Cannot read "a.tar" as an OCI image layout/)
    assert.match(
      await stderr('--base=base', '--os=linux', '--architecture=arm64'),
      /architecture is "arm64", and "amd64" in the base\n {2}accepted: /,
    )
  })
})

describe('rt image build with mistakes', () => {
  it('prints all of them, speaking for the rule', async () => {
    await using root = await execRoot()
    const { code, stderr } = await runRt(root.path, [
      'image',
      'build',
      '--context=oci_image //a:b',
      '--out=x',
      ...LINUX,
      '--exposed-port=http',
      '--env=novalue',
      '--env=A=print $1',
    ])
    assert.equal(code, 1)
    assert.deepEqual(
      stderr.split('\n').filter((line) => !line.startsWith('  ')),
      [
        'oci_image //a:b: Cannot use the value of env: current value is "novalue"',
        'oci_image //a:b: Cannot use the value of env: current value is "A=print $1", and "$1" names no variable',
        'oci_image //a:b: Cannot use the value of exposed_ports: current value is "http"',
        '',
      ],
    )
    assert.equal((await readdir(root.path)).length, 0)
  })

  it('names a broken layer set, an unknown key and a broken entry line', async () => {
    await using root = await execRoot()
    const layer = tinyLayer(root.path, 'a.tar', 'one')
    await writeFile(join(root.path, 'broken.json'), '{"version":1,"layers":[{}]}')
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [
        ['--layers=broken.json'],
        /layer set "broken.json": layers\[0\]\.mediaType: is missing\n {2}fix: build/,
      ],
      [['--layers=none.json'], /Cannot find the file "none.json"\n {2}fix: correct the path/],
      [[`--layers=${layer.set}`], /Cannot find the file of key "_main\/a.tar"\n/],
      [['--', 'file\tonly'], /Cannot read an entry line: "file\tonly"\n/],
      [['--labels-file=none'], /Cannot find the file "none"\n {2}fix: correct the path/],
    ]
    for (const [args, expected] of cases) {
      const { code, stderr } = await runRt(root.path, [
        'image',
        'build',
        '--out=x',
        ...LINUX,
        ...args,
      ])
      assert.equal(code, 1)
      assert.match(stderr.trimEnd(), expected)
    }
  })
})

/** Turns a layout into one whose manifest and config have Docker's types, as `docker pull` tools keep them. */
async function dockerLayout(root: string, from: string, to: string): Promise<void> {
  run('skopeo', 'copy', '--format=v2s2', `oci:${join(root, from)}`, `dir:${join(root, 'v2s2')}`)
  const manifest = await readFile(join(root, 'v2s2/manifest.json'))
  const { config, mediaType } = JSON.parse(manifest.toString()) as {
    readonly config: { readonly digest: string }
    readonly mediaType: string
  }
  const configBytes = await readFile(join(root, 'v2s2', config.digest.slice('sha256:'.length)))
  assert.equal(parseConfig(configBytes).ok, true)
  run('cp', '-rL', join(root, from), join(root, to))
  const blobs = join(root, to, 'blobs/sha256')
  const digest = run('sha256sum', join(root, 'v2s2/manifest.json')).slice(0, 64)
  await writeFile(join(blobs, digest), manifest)
  await writeFile(join(blobs, config.digest.slice('sha256:'.length)), configBytes)
  const index = { mediaType, digest: `sha256:${digest}`, size: manifest.length }
  await writeFile(join(root, to, 'index.json'), JSON.stringify({ manifests: [index] }))
}

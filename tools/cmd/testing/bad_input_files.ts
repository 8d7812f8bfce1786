import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import type { Scratch } from '../../testing/scratch.ts'
import { tinyLayer } from './tiny_layer.ts'

/** Bytes, and what a descriptor says of them. */
interface Blob {
  readonly text: string
  readonly digest: string
  readonly descriptor: object
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const CONFIG = 'application/vnd.oci.image.config.v1+json'
const SOME_DIGEST = `sha256:${'ab'.repeat(32)}`

function blobOf(mediaType: string, document: unknown): Blob {
  const text = typeof document === 'string' ? document : JSON.stringify(document)
  const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`
  return { text, digest, descriptor: { mediaType, digest, size: Buffer.byteLength(text) } }
}

/** Writes everything that the table of bad inputs names, good and bad. */
export function writeBadInputFiles(scratch: Scratch): void {
  writePlainFiles(scratch)
  writeArchives(scratch)
  writeLayerSets(scratch)
  writeMtrees(scratch)
  writeLayouts(scratch)
}

function writePlainFiles(scratch: Scratch): void {
  scratch.write('one.txt', 'one\n')
  scratch.write('two.txt', 'two\n')
  scratch.write('dir/in', 'x')
  scratch.write('latin1.txt', Buffer.from([0xe4, 0x0a]))
  scratch.link('loop', 'loop')
  scratch.write('looping/x', 'x')
  scratch.link('looping/down', '.')
  scratch.link('dangling', 'nowhere')
  execFileSync('mkfifo', [scratch.path('pipe')])
  scratch.write('shards/model-00001-of-00003.safetensors', 'x')
  scratch.write('shards/model-00003-of-00003.safetensors', 'x')
  scratch.write('env', 'GOOD=1\n=bad\n')
  scratch.write('ports', '80/tcp,99999\n')
  scratch.write('created', 'yesterday\n')
  scratch.write('names', 'good:v1\nBAD NAME\n')
  scratch.write('empty', '')
  scratch.write('status', 'STABLE_A 1\n')
  scratch.write('count', 'many\n')
  scratch.write('args', '--out=x\n--layers=y\n--key=k\n--level=high\n--compress=gzip\n')
}

function writeArchives(scratch: Scratch): void {
  scratch.write('text.tar', 'no archive, whatever its name says\n'.repeat(40))
  const gz = gzipSync(Buffer.alloc(100_000, 'tar'))
  scratch.write('cut.tar.gz', gz.subarray(0, gz.length / 2))
  const owner = ['--owner=x:3000000000', '--group=y:2147483648']
  execFileSync('tar', ['-cf', scratch.path('owner.tar'), ...owner, '-C', scratch.path(), 'one.txt'])
  scratch.write('no.tar.gz', gzipSync('no archive'))
  const zst = Buffer.from(zstdCompressSync(Buffer.alloc(100_000, 'x')))
  zst.set([0xff, 0xff, 0xff], 12)
  scratch.write('broken.tar.zst', zst)
  scratch.write('x.tar.bz2', 'BZh91AY&SY')
  scratch.write('x.tar.xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]))
  scratch.write('x.zip', 'PK\u0003\u0004')
}

function writeLayerSets(scratch: Scratch): void {
  tinyLayer(scratch.path(), 'good.tar', 'content')
  const layer = {
    mediaType: 'application/vnd.oci.image.layer.v1.tar',
    digest: SOME_DIGEST,
    size: 5,
    diffId: SOME_DIGEST,
    annotations: {},
    description: 'd',
    content: { kind: 'blob', file: '_main/unknown.tar' },
  }
  const sets: Readonly<Record<string, unknown>> = {
    'no-json': '{"version": 1,',
    version: { version: 2, layers: [] },
    fields: { version: 1, layers: [{}] },
    digest: { version: 1, layers: [{ ...layer, digest: 'md5:1' }] },
    size: { version: 1, layers: [{ ...layer, size: -1 }] },
    kind: { version: 1, layers: [{ ...layer, content: { kind: 'cloud' } }] },
    sum: { version: 1, layers: [{ ...layer, content: { kind: 'recipe', parts: [] } }] },
    unknown: { version: 1, layers: [layer] },
    deep: `{"version": 1, "layers": ${'['.repeat(1e5)}${']'.repeat(1e5)}}`,
  }
  for (const [name, set] of Object.entries(sets)) {
    scratch.write(`sets/${name}.json`, typeof set === 'string' ? set : JSON.stringify(set))
  }
}

function writeMtrees(scratch: Scratch): void {
  const mtrees: Readonly<Record<string, string>> = {
    keyword: 'a type=file colour=blue',
    type: 'a type=char',
    mode: 'a mode=0888',
    uid: 'a uid=root',
    size: 'a size=3',
    time: 'a time=now',
    link: 'a type=link',
    escape: 'a\\q type=file',
    utf8: 'a\\377 type=file',
    outside: '../a type=file',
    root: './ type=file',
    missing: 'a type=file content=not/there',
    directory: 'a type=file content=dir',
    twice: 'a content=one.txt\na content=two.txt',
    below: 'a content=one.txt\na/b content=two.txt',
    noValue: 'a type',
    unset: '/unset colour',
    up: '.. type=dir',
    control: 'a type=file content=\u001b[31mred',
  }
  for (const [name, text] of Object.entries(mtrees)) {
    scratch.write(`mtrees/${name}.mtree`, `good content=one.txt\n${text}\n`)
  }
}

function writeLayouts(scratch: Scratch): void {
  const config = blobOf(CONFIG, {
    os: 'linux',
    architecture: 'amd64',
    rootfs: { type: 'layers', diff_ids: [] },
  })
  const manifest = blobOf(MANIFEST, { schemaVersion: 2, config: config.descriptor, layers: [] })
  const good = [manifest, config]
  layout(scratch, 'good', [manifest.descriptor], good)
  layout(scratch, 'two', [manifest.descriptor, { ...manifest.descriptor, size: 1 }], good)
  layout(scratch, 'none', [], [])
  layout(scratch, 'no-manifest', [manifest.descriptor], [config])
  layout(scratch, 'no-config', [manifest.descriptor], [manifest])
  layout(
    scratch,
    'changed',
    [manifest.descriptor],
    [{ ...manifest, text: `${manifest.text} ` }, config],
  )
  layout(scratch, 'type', [{ ...manifest.descriptor, mediaType: 'text/plain' }], good)
  scratch.write('layouts/no-index/oci-layout', '{"imageLayoutVersion":"1.0.0"}')
  layout(scratch, 'index-no-json', [], [])
  scratch.write('layouts/index-no-json/index.json', '{')
  layout(scratch, 'escape', [{ ...manifest.descriptor, digest: 'sha256:../../../one.txt' }], good)
  const schema1 = blobOf(MANIFEST, { schemaVersion: 1 })
  layout(scratch, 'schema1', [schema1.descriptor], [schema1])
  const platformless = blobOf(CONFIG, { os: 'linux', rootfs: { diff_ids: [] } })
  const half = blobOf(MANIFEST, { schemaVersion: 2, config: platformless.descriptor, layers: [] })
  layout(scratch, 'platformless', [half.descriptor], [half, platformless])
}

function layout(
  scratch: Scratch,
  name: string,
  manifests: readonly object[],
  blobs: readonly Blob[],
): void {
  const at = join('layouts', name)
  scratch.write(`${at}/oci-layout`, '{"imageLayoutVersion":"1.0.0"}')
  scratch.write(`${at}/index.json`, JSON.stringify({ schemaVersion: 2, manifests }))
  for (const { text, digest } of blobs)
    scratch.write(`${at}/blobs/${digest.replace(':', '/')}`, text)
}

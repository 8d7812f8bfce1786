import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  truncateSync,
} from 'node:fs'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Entry, ImagePath } from '../../core/entries/entry.ts'
import { DEFAULT_ATTRIBUTES } from '../../core/entries/entry.ts'
import { checkTree } from '../../core/entries/tree.ts'
import type { Codec } from '../../core/layer/codec.ts'
import { tarParts } from '../../core/layer/tar_parts.ts'
import { formatMtree } from '../../core/mtree/format.ts'
import { parseMtree } from '../../core/mtree/parse.ts'
import { encodeTarHeader } from '../../core/tar/header.ts'
import { Scratch } from '../../testing/scratch.ts'
import { readTar } from '../../testing/tar_reader.ts'
import { acceptTree, collectEntries } from './collect.ts'
import { sourceSizes } from './source_sizes.ts'
import { writeLayer } from './write_layer.ts'

function has(program: string): boolean {
  return spawnSync(program, ['--version']).status === 0
}

const NO_BSDTAR = !has('bsdtar') && 'bsdtar is not installed'
const NO_GNU_TAR =
  !(has('tar') && execFileSync('tar', ['--version'], { encoding: 'utf8' }).includes('GNU')) &&
  'tar is not GNU tar'
const UTF8 = { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } } as const

const NEVER = new AbortController().signal

/** Names that break naive tools. */
const ODD_NAMES = [
  'space in it',
  '#hash',
  'equals=sign',
  'back\\slash',
  'tab\tbed',
  'new\nline',
  'größe 重み 😀',
  '-dash',
  '[id]*?',
  'quote\'s"',
  '..two',
  'x'.repeat(200),
  '重'.repeat(80),
]

async function writeTar(
  scratch: Scratch,
  entries: readonly Entry[],
  codec: Codec,
): Promise<string> {
  const parts = tarParts(entries, sourceSizes(entries))
  await writeLayer({ parts, codec, out: scratch.path('out'), pool: undefined, signal: NEVER })
  return scratch.path('out')
}

function collect(path: string, source: string, preserveSymlinks = true): readonly Entry[] {
  return collectEntries([{ kind: 'source', path: path as ImagePath, source }], { preserveSymlinks })
}

/** Path, kind and contents of everything in a directory. */
function snapshot(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const path = `${directory}/${name}`
      const stats = lstatSync(path)
      if (stats.isSymbolicLink()) return `${name} -> ${readlinkSync(path)}`
      return stats.isDirectory() ? `${name}/` : `${name}: ${readFileSync(path, 'hex')}`
    })
}

function extractWith(program: string, tar: string, scratch: Scratch): readonly string[] {
  const into = scratch.path(`by-${program}`)
  mkdirSync(into)
  execFileSync(program, ['-xf', tar, '-C', into], UTF8)
  return snapshot(into)
}

describe('archives of rt, read by others', () => {
  for (const [program, skip] of [
    ['bsdtar', NO_BSDTAR],
    ['tar', NO_GNU_TAR],
  ] as const) {
    for (const codec of [
      { compression: 'none' },
      { compression: 'gzip', level: 6 },
      { compression: 'zstd', level: 3 },
    ] as const) {
      it(
        `${program} unpacks odd names, links and empty files: ${codec.compression}`,
        { skip },
        async () => {
          await using scratch = await Scratch.make()
          for (const name of ODD_NAMES) scratch.write(`tree/${name}/${name}`, `${name}\0`)
          scratch.write('tree/empty', '')
          scratch.link(`tree/${'deep/'.repeat(40)}link`, `${'../'.repeat(40)}empty`)
          const tar = await writeTar(scratch, collect('', scratch.path('tree')), codec)
          if (codec.compression === 'zstd' && program === 'tar' && !has('zstd')) return
          assert.deepEqual(extractWith(program, tar, scratch), snapshot(scratch.path('tree')))
        },
      )
    }
  }

  it('tar-stream reads random trees back', async () => {
    const name = fc.oneof(fc.stringMatching(/^[a-c.]{1,3}$/), fc.constantFrom(...ODD_NAMES))
    const path = fc
      .array(
        name.filter((text) => !/^\.+$/.test(text)),
        { minLength: 1, maxLength: 4 },
      )
      .map((parts) => parts.join('/'))
    const files = fc.uniqueArray(fc.tuple(path, fc.uint8Array({ maxLength: 1200 })), {
      maxLength: 12,
      selector: ([text]) => text,
    })
    const property = fc.asyncProperty(files, async (given) => {
      await using scratch = await Scratch.make()
      const written = new Map<string, Uint8Array>()
      for (const [file, content] of given) {
        const clashes = [...written.keys()].some(
          (other) => `${other}/`.startsWith(`${file}/`) || `${file}/`.startsWith(`${other}/`),
        )
        if (clashes || !tryWrite(scratch, `tree/${file}`, content)) continue
        written.set(file, content)
      }
      mkdirSync(scratch.path('tree'), { recursive: true })
      const tar = await writeTar(scratch, collect('', scratch.path('tree')), {
        compression: 'none',
      })
      const read = (await readTar(tar)).filter(({ type }) => type === 'file')
      assert.deepEqual(
        new Map(read.map((entry) => [entry.name, Uint8Array.from(entry.content)])),
        new Map([...written].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))),
      )
    })
    await fc.assert(property, { seed: 7, numRuns: 60 })
  })

  it(
    'GNU tar and bsdtar list a file of more than 8 GiB',
    { skip: NO_BSDTAR || NO_GNU_TAR },
    async () => {
      await using scratch = await Scratch.make()
      const size = 9 * 1024 ** 3
      const header = encodeTarHeader({
        kind: 'file',
        path: 'models/big.safetensors',
        size,
        target: '',
        ...DEFAULT_ATTRIBUTES,
      })
      const after = encodeTarHeader({
        kind: 'directory',
        path: 'after',
        size: 0,
        target: '',
        ...DEFAULT_ATTRIBUTES,
      })
      // The contents are a hole in the file: nothing of them is on the disk.
      const tar = scratch.write('big.tar', header)
      truncateSync(tar, header.length + size)
      appendFileSync(tar, after)
      appendFileSync(tar, new Uint8Array(1024))
      for (const program of ['bsdtar', 'tar']) {
        const lines = execFileSync(program, ['-tvf', tar], UTF8).trimEnd().split('\n')
        assert.equal(lines.length, 2)
        assert.match(lines[0] ?? '', /9663676416 .* models\/big\.safetensors$/)
      }
    },
  )
})

/** Some random names are too long for a file system; such files are left out. */
function tryWrite(scratch: Scratch, name: string, content: Uint8Array): boolean {
  try {
    scratch.write(name, content)
    return true
  } catch {
    return false
  }
}

describe('mtree of rt', { skip: NO_BSDTAR }, () => {
  it('carries odd names to an archive, the same by rt and by bsdtar', async () => {
    await using scratch = await Scratch.make()
    for (const name of ODD_NAMES) scratch.write(`tree/${name}`, name)
    const entries = collect('pkg', scratch.path('tree'))
    const mtree = scratch.write('m.mtree', formatMtree(entries))
    const parsed = parseMtree(readFileSync(mtree, 'utf8'))
    assert.ok(parsed.ok)
    const tar = await writeTar(scratch, acceptTree(checkTree(parsed.value)), {
      compression: 'none',
    })
    execFileSync('bsdtar', ['-cf', scratch.path('theirs'), `@${mtree}`], UTF8)
    const [ours, theirs] = [await readTar(tar), await readTar(scratch.path('theirs'))]
    assert.deepEqual(ours, theirs)
    assert.deepEqual(
      new Set(ours.map(({ name }) => name)),
      new Set(['pkg/', ...ODD_NAMES.map((name) => `pkg/${name}`)]),
    )
  })

  it('is understood when bsdtar wrote it', async () => {
    await using scratch = await Scratch.make()
    for (const name of ODD_NAMES) scratch.write(`tree/${name}`, '')
    scratch.write('tree/sub/f', '')
    scratch.link('tree/sub/link', 'f')
    for (const options of [
      'mtree:use-set',
      'mtree:indent',
      '!all,mtree:type,mtree:link,mtree:mode',
    ]) {
      const args = [
        '--format=mtree',
        `--options=${options}`,
        '-cf',
        '-',
        '-C',
        scratch.path('tree'),
        '.',
      ]
      const parsed = parseMtree(execFileSync('bsdtar', args, UTF8))
      assert.ok(parsed.ok, JSON.stringify(parsed))
      const paths = parsed.value.map(({ path }) => path)
      assert.deepEqual(new Set(paths), new Set(['', 'sub', 'sub/f', 'sub/link', ...ODD_NAMES]))
    }
  })
})

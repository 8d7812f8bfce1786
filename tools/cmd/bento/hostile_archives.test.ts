import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { pack } from 'tar-stream'
import { Scratch } from '../../testing/scratch.ts'
import type { ZipMember } from '../../testing/zip_writer.ts'
import { zipFile } from '../../testing/zip_writer.ts'
import type { RtOutcome } from '../testing/run_rt.ts'
import { runRt } from '../testing/run_rt.ts'

const YAML = 'name: evil\nversion: v1\n'

/** What `bzip2 -9` makes of a tar with ./bento.yaml, which is {@link YAML}, and ./src/serve.py. */
const BZIP2 = Buffer.from(
  'QlpoOTFBWSZTWaGIu/MAAG57hcuQAEBAAf2SFAB6J99gAACBAAAIIACUCUp6jU9T0TGpoNNqYIYNQSkgDQAAAAB9weZxjI0LUACnEERCedQ+FNMYsdCUUIgKB2KZUmPwpbv6PEc9LvklBUIiY40iHDGGVhhctyWpjLONfrRMC5ZGcH66LvOqzbbEI19GUAwINHPMBxXzkiOBpZwdW7ufGuoRA/i7kinChIUMRd+Y',
  'base64',
)
/** The same of 45 million zeros. */
const BZIP2_ZEROS = Buffer.from(
  'QlpoOTFBWSZTWckBtsgBWKtAIMAAEAAACCAAMMwFKaZSSFJsVJIUni7kinChIZIDbZA=',
  'base64',
)

interface Member {
  readonly name: string
  readonly type?: 'character-device' | 'directory' | 'fifo' | 'link' | 'symlink'
  readonly linkname?: string
  readonly text?: string
}

async function tarOf(members: readonly Member[]): Promise<Buffer> {
  const tar = pack()
  for (const { text = '', ...header } of members) {
    if (header.type === undefined) tar.entry(header, text)
    else tar.entry(header)
  }
  tar.finalize()
  return collect(tar as AsyncIterable<unknown>)
}

async function collect(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array))
  return Buffer.concat(chunks)
}

async function importOf(
  bytes: Uint8Array,
  check: (outcome: RtOutcome, files: Scratch) => void,
): Promise<void> {
  await using files = await Scratch.make()
  files.write('evil.bento', bytes)
  files.write('outside/kept', 'kept')
  mkdirSync(files.path('home'))
  const env = { BENTOML_HOME: files.path('home') }
  const outcome = await runRt(files.path(), ['bento', 'import', 'evil.bento'], env)
  check(outcome, files)
  assert.deepEqual(readdirSync(files.path()).toSorted(), ['evil.bento', 'home', 'outside'])
  assert.deepEqual(readdirSync(files.path('outside')), ['kept'])
  assert.equal(readFileSync(files.path('outside/kept'), 'utf8'), 'kept')
  const left = existsSync(files.path('home/tmp')) ? readdirSync(files.path('home/tmp')) : []
  assert.deepEqual(left, [])
}

const GOOD: Member = { name: 'bento.yaml', text: YAML }

describe('an archive of somebody hostile', () => {
  const tars: readonly (readonly [string, readonly Member[], RegExp])[] = [
    [
      'a hard link that leads out',
      [GOOD, { name: 'l', type: 'link', linkname: '../../../outside/kept' }],
      /evil\.bento/,
    ],
    [
      'a hard link to what is not there',
      [GOOD, { name: 'l', type: 'link', linkname: 'nope' }],
      /evil\.bento/,
    ],
    [
      'a link and a file through it',
      [
        GOOD,
        { name: 'd', type: 'symlink', linkname: '../../..' },
        { name: 'd/outside/kept', text: 'x' },
      ],
      /outside the root|evil\.bento/,
    ],
    [
      'a link inside and a file through it',
      [GOOD, { name: 'd', type: 'symlink', linkname: '.' }, { name: 'd/x', text: 'x' }],
      /evil\.bento/,
    ],
    ['a device', [GOOD, { name: 'dev', type: 'character-device' }], /evil\.bento/],
    ['a named pipe', [GOOD, { name: 'pipe', type: 'fifo' }], /evil\.bento/],
    ['one name twice', [GOOD, { name: 'a', text: '1' }, { name: 'a', text: '2' }], /evil\.bento/],
    [
      'a file that is a directory, too',
      [GOOD, { name: 'a', text: '1' }, { name: 'a/b', text: '2' }],
      /evil\.bento/,
    ],
    [
      'a description that is a link',
      [
        { name: 'x', text: YAML },
        { name: 'bento.yaml', type: 'symlink', linkname: '/etc/passwd' },
      ],
      /evil\.bento/,
    ],
    [
      'a description that is a directory',
      [{ name: 'bento.yaml', type: 'directory' }],
      /it has no bento\.yaml/,
    ],
    [
      'a description of aliases that grow',
      [
        {
          name: 'bento.yaml',
          text: `${YAML}a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e]\n`,
        },
      ],
      /its bento\.yaml cannot be read/,
    ],
    [
      'models that are a link',
      [GOOD, { name: 'models', type: 'symlink', linkname: '../..' }],
      /evil\.bento/,
    ],
    [
      'a version that is "latest"',
      [{ name: 'bento.yaml', text: 'name: evil\nversion: latest\n' }],
      /its version is "latest"/,
    ],
  ]
  for (const [what, members, message] of tars) {
    it(`is refused for ${what}`, async () => {
      await importOf(await tarOf(members), ({ code, stderr }, files) => {
        assert.equal(code, 1, stderr)
        assert.match(stderr, message)
        assert.equal(existsSync(files.path('home/bentos/evil/v1')), false)
      })
    })
  }

  const zips: readonly (readonly [string, readonly ZipMember[]])[] = [
    [
      'a member that leads out',
      [
        { name: 'bento.yaml', content: YAML },
        { name: '../../../outside/kept', content: 'x' },
      ],
    ],
    [
      'a link that leads out',
      [
        { name: 'bento.yaml', content: YAML },
        { name: 'l', mode: 0o120777, content: '/etc/passwd' },
      ],
    ],
  ]
  for (const [what, members] of zips) {
    it(`is refused as a zip file for ${what}`, async () => {
      await importOf(zipFile(members), ({ code, stderr }, files) => {
        assert.equal(code, 1, stderr)
        assert.match(stderr, /evil\.bento/)
        assert.equal(existsSync(files.path('home/bentos')), false)
      })
    })
  }

  it('is refused when it is cut off, in each format', async () => {
    const tar = await tarOf([GOOD, { name: 'src/x', text: 'x'.repeat(100_000) }])
    const zip = zipFile([{ name: 'bento.yaml', content: YAML }])
    for (const whole of [tar, gzipSync(tar), zstdCompressSync(tar), zip, BZIP2]) {
      await importOf(whole.subarray(0, Math.floor(whole.length * 0.6)), ({ code, stderr }) => {
        assert.equal(code, 1, stderr)
        assert.match(stderr, /evil\.bento/)
      })
    }
  })

  it('is refused when it is a decompression bomb', async () => {
    const zeros = Buffer.concat(Array<Buffer>(64).fill(BZIP2_ZEROS))
    for (const bomb of [zeros, zstdCompressSync(Buffer.alloc(100 * 1024 ** 2))]) {
      await importOf(bomb, ({ code, stderr }) => {
        assert.equal(code, 1, stderr)
        assert.match(stderr, /evil\.bento[^]*it grows /)
      })
    }
  })
})

describe('an export of bzip2', () => {
  it('is taken', async () => {
    await importOf(BZIP2, ({ code, stdout, stderr }, files) => {
      assert.deepEqual([code, stdout, stderr], [0, 'Bento(tag="evil:v1") imported.\n', ''])
      assert.equal(readFileSync(files.path('home/bentos/evil/v1/src/serve.py'), 'utf8'), 'x = 1\n')
    })
  })

  it('is refused when a byte of it is another one', async () => {
    const damaged = Buffer.from(BZIP2)
    damaged[100] = (damaged[100] ?? 0) ^ 0xff
    await importOf(damaged, ({ code, stderr }) => {
      assert.equal(code, 1, stderr)
      assert.match(stderr, /evil\.bento/)
    })
  })
})

import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { escapeLine } from '../../../core/arguments/lines.ts'
import { parseLayerSet } from '../../../core/layer_set_json.ts'
import type { Layer } from '../../../core/layer_set.ts'
import { Scratch } from '../../../testing/scratch.ts'
import { readTar } from '../../../testing/tar_reader.ts'
import { runRt } from '../../testing/run_rt.ts'

const OUTPUTS = ['--out=out.tar', '--layers=out.json', '--key=_main/pkg/out.tar']

function layersIn(scratch: Scratch, name = 'out.json'): readonly Layer[] {
  const set = parseLayerSet(JSON.parse(readFileSync(scratch.path(name), 'utf8')))
  assert.ok(set.ok)
  return set.value.layers
}

function layerIn(scratch: Scratch, name = 'out.json'): Layer {
  const [layer, ...more] = layersIn(scratch, name)
  assert.ok(layer !== undefined && more.length === 0)
  return layer
}

/** The names in an archive, whatever its compression, as another program reads them. */
function listed(path: string): readonly string[] {
  return execFileSync('bsdtar', ['-tf', path], { encoding: 'utf8', maxBuffer: 2 ** 24 })
    .trimEnd()
    .split('\n')
}

describe('rt layer mtree, rt layer tar and rt layer describe', () => {
  it('make a layer of sources, by way of mtree text or directly', async () => {
    await using scratch = await Scratch.make()
    scratch.write('out/pkg/bin', '#!/bin/sh\n')
    scratch.write('out/pkg/tree/new\nline\\', 'x')
    const entries = [
      'source\tpkg/bin\tout/pkg/bin',
      'under\tpkg/bin.runfiles',
      'source\t_main/tree\tout/pkg/tree',
      'empty\t_main/__init__.py',
    ]
    scratch.write('args', ['--out=m.mtree', '--', ...entries].map(escapeLine).join('\n'))
    assert.deepEqual(await runRt(scratch.path(), ['layer', 'mtree', '@args']), {
      code: 0,
      stdout: '',
      stderr: '',
    })
    assert.equal(
      (await runRt(scratch.path(), ['layer', 'tar', ...OUTPUTS, '--mtree=m.mtree'])).code,
      0,
    )
    const byMtree = layerIn(scratch)
    assert.equal(
      (await runRt(scratch.path(), ['layer', 'tar', ...OUTPUTS, '--', ...entries])).code,
      0,
    )
    assert.deepEqual(layerIn(scratch), byMtree)
    assert.deepEqual(byMtree.content, { kind: 'blob', file: '_main/pkg/out.tar' })
    const read = await readTar(scratch.path('out.tar'))
    assert.deepEqual(
      read.map(({ name }) => name),
      [
        'pkg/',
        'pkg/bin',
        'pkg/bin.runfiles/',
        'pkg/bin.runfiles/_main/',
        'pkg/bin.runfiles/_main/__init__.py',
        'pkg/bin.runfiles/_main/tree/',
        'pkg/bin.runfiles/_main/tree/new\nline\\',
      ],
    )
  })

  for (const compression of ['none', 'gzip', 'zstd']) {
    it(`agree on the digests: ${compression}`, async () => {
      await using scratch = await Scratch.make()
      scratch.write('x', 'x'.repeat(100_000))
      const args = [...OUTPUTS, `--compress=${compression}`, '--', 'source\tx\tx']
      assert.equal((await runRt(scratch.path(), ['layer', 'tar', ...args])).code, 0)
      const again = [
        'layer',
        'describe',
        '--tar=out.tar',
        '--key=_main/pkg/out.tar',
        '--layers=again.json',
      ]
      assert.equal((await runRt(scratch.path(), again)).code, 0)
      const { description, ...written } = layerIn(scratch)
      const { description: name, ...described } = layerIn(scratch, 'again.json')
      assert.deepEqual(described, written)
      assert.deepEqual([description, name], ['x', 'out.tar'])
    })
  }

  it('makes several archives where one would be too large', async () => {
    await using scratch = await Scratch.make()
    const names = Array.from({ length: 40 }, (_, index) => `dir/file-${index}`)
    for (const name of names) scratch.write(name, Buffer.alloc(1000, name))
    for (const compress of ['none', 'zstd', 'gzip']) {
      const args = ['--out=out', '--key=k', '--layers=out.json', `--compress=${compress}`]
      const entries = ['--', 'source\tapp/dir\tdir']
      assert.deepEqual(
        await runRt(scratch.path(), ['layer', 'tar', ...args, '--split=20000', ...entries]),
        {
          code: 0,
          stdout: '',
          stderr: '',
        },
      )
      const layers = layersIn(scratch)
      assert.ok(layers.length > 2 && layers.length < 12, String(layers.length))
      const found: string[] = []
      for (const { content, size } of layers) {
        assert.ok(size <= 20_000 && content.kind === 'blob')
        const path = scratch.path(content.file.replace(/^k/, 'out'))
        assert.equal(statSync(path).size, size)
        found.push(...listed(path))
      }
      const wanted = names.map((name) => `app/${name}`)
      assert.deepEqual(
        found.filter((name) => name !== 'app/' && name !== 'app/dir/').toSorted(),
        wanted.toSorted(),
      )
      rmSync(scratch.path('out'), { recursive: true })
    }
  })

  it('understands the arguments that people give to bsdtar', async () => {
    await using scratch = await Scratch.make()
    scratch.write('x', 'abcdefgh '.repeat(20_000))
    const sizes = []
    for (const level of [1, 19]) {
      const option = ['--option=--options', `--option=zstd:compression-level=${level}`]
      const args = ['layer', 'tar', ...OUTPUTS, '--compress=zstd', ...option, '--', 'source\tx\tx']
      assert.equal((await runRt(scratch.path(), args)).code, 0)
      sizes.push(layerIn(scratch).size)
    }
    assert.ok((sizes[0] ?? 0) > (sizes[1] ?? 0))
  })

  for (const [what, args, stderr] of [
    [
      'an unknown compression',
      ['--compress=bzip2'],
      'Cannot use the value of compress: current value is "bzip2"\n  accepted: none, gzip, zstd\n',
    ],
    [
      'an unknown option',
      ['--compress=zstd', '--option=--fast'],
      'Cannot use the option "--fast" with compress = "zstd"\n  accepted: --options zstd:compression-level=1..22, --options gzip:compression-level=0..9, --options gzip:!timestamp (always so)\n',
    ],
    [
      'a file that is larger than an archive may be',
      ['--split=1500', '--', 'source\ta/one\tone'],
      'Cannot make an image with a layer of 2560 bytes: "a/one"\n  accepted: layers of at most 1500 bytes, which is what max_layer_size says\n  fix: split the file into shards, set split_layers = True for a layer of many files, or raise max_layer_size\n',
    ],
    [
      'weights that hide in a directory',
      ['--weight-suffix=.gguf', '--weight-size=3', '--', 'source\tw\tweights', 'source\ta\tone'],
      'Cannot pack weights with the code: they are in a directory that weights does not name:\n    "weights/deep/m.gguf": 4 bytes\n  fix: add the target that makes the directory to weights, or set weight_suffixes = [] to pack all as code\n',
    ],
    [
      'a missing source',
      ['--', 'source\ta/b\tnowhere/b'],
      'Cannot find the source of "a/b": "nowhere/b"\n  fix: add what makes the file to srcs, or correct its path in content=\n',
    ],
    [
      'two sources for one path',
      ['--', 'source\tp\tone', 'source\tp\tother'],
      'Cannot put two things at one path: "p" comes from "one" and from "other"\n  fix: drop one of the two, or place it elsewhere\n',
    ],
    [
      'a bad mtree line',
      ['--mtree=m.mtree'],
      'Cannot read the mtree "m.mtree": 1 bad line\n    line 2: unknown keyword "colour": "p colour=red"\n  accepted: PATH KEYWORD=VALUE..., such as "bin/app uid=0 gid=0 mode=0755 type=file content=path/of/app"\n',
    ],
    [
      'a malformed entry line',
      ['--', 'fetch\tx'],
      'Cannot read an entry line: "fetch\tx"\n  accepted: KIND<TAB>FIELD..., as written by the rules\n',
    ],
  ] as const) {
    it(`refuse ${what}, and leave nothing behind`, async () => {
      await using scratch = await Scratch.make()
      scratch.write('one', '1')
      scratch.write('other', '2')
      scratch.write('weights/deep/m.gguf', 'GGUF')
      scratch.write('weights/small.gguf', 'g')
      scratch.write('m.mtree', '#mtree\np colour=red\n')
      const outcome = await runRt(scratch.path(), [
        'layer',
        'tar',
        '--context=tar //pkg:layer',
        ...OUTPUTS,
        ...args,
      ])
      assert.deepEqual(outcome, { code: 1, stdout: '', stderr: `tar //pkg:layer: ${stderr}` })
      assert.ok(!existsSync(scratch.path('out.tar')) && !existsSync(scratch.path('out.json')))
    })
  }

  it('refuse to describe what is not a tar', async () => {
    await using scratch = await Scratch.make()
    scratch.write('x', 'hello')
    const args = [
      'layer',
      'describe',
      '--tar=x',
      '--key=k',
      '--layers=out.json',
      '--context=oci_image //a:b',
    ]
    assert.deepEqual(await runRt(scratch.path(), args), {
      code: 1,
      stdout: '',
      stderr:
        'oci_image //a:b: Cannot use "x" as a layer: it is not a tar\n  accepted: a tar file, plain or compressed by gzip or zstd\n',
    })
  })

  it('take more entry lines than a call takes arguments', async () => {
    await using scratch = await Scratch.make()
    scratch.write('x', '')
    const lines = Array.from({ length: 200_000 }, (_, index) => `empty\tp/${index}`)
    scratch.write('args', ['--out=m.mtree', '--', ...lines].join('\n'))
    assert.equal((await runRt(scratch.path(), ['layer', 'mtree', '@args'])).code, 0)
    assert.equal(readFileSync(scratch.path('m.mtree'), 'utf8').split('\n').length, 200_002)
  })

  it('pack a long list as they pack it with one thread', async () => {
    await using scratch = await Scratch.make()
    const name = 'n'.repeat(150)
    const lines = Array.from({ length: 16_000 }, (_, index) => `a/${name}${index} type=file\n`)
    scratch.write('m.mtree', lines.join(''))
    const digests = new Set<string>()
    for (const workers of [0, 3]) {
      const options = ['--mtree=m.mtree', '--compress=gzip', `--workers=${workers}`]
      assert.equal((await runRt(scratch.path(), ['layer', 'tar', ...OUTPUTS, ...options])).code, 0)
      digests.add(layerIn(scratch).digest)
    }
    assert.equal(digests.size, 1)
    assert.equal(listed(scratch.path('out.tar')).length, lines.length)
  })

  it('work in threads when all of rt is one file', async () => {
    await using scratch = await Scratch.make()
    await build({
      entryPoints: [join(import.meta.dirname, '../../main.ts')],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile: scratch.path('rt.cjs'),
      define: { 'import.meta.url': '__rt_url' },
      banner: { js: "const __rt_url = require('node:url').pathToFileURL(__filename).href;" },
    })
    scratch.write('x', Buffer.alloc(9 * 1024 * 1024, 'content'))
    const digests = []
    for (const workers of [0, 2]) {
      const args = [
        'layer',
        'tar',
        ...OUTPUTS,
        '--compress=zstd',
        `--workers=${workers}`,
        '--',
        'source\tx\tx',
      ]
      const options = { cwd: scratch.path() }
      await promisify(execFile)(process.execPath, [scratch.path('rt.cjs'), ...args], options)
      digests.push(layerIn(scratch).digest)
    }
    assert.equal(digests[0], digests[1])
  })
})

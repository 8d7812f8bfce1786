import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { describe, it } from 'node:test'
import { digestOfHex } from '../../../core/digest.ts'
import { parseLayerSet } from '../../../core/layer_set_json.ts'
import type { Layer, Part } from '../../../core/layer_set.ts'
import { Scratch } from '../../../testing/scratch.ts'
import { readTar } from '../../../testing/tar_reader.ts'
import { runRt, runRtWithoutPowers } from '../../testing/run_rt.ts'

function layersIn(scratch: Scratch): readonly Layer[] {
  const set = parseLayerSet(JSON.parse(readFileSync(scratch.path('out.json'), 'utf8')))
  assert.ok(set.ok)
  return set.value.layers
}

/** What the parts of a recipe come to, where a key is the path of a file. */
function bytesOf(layer: Layer, scratch: Scratch, keys: Readonly<Record<string, string>>): Buffer {
  assert.ok(layer.content.kind === 'recipe')
  const pieces = layer.content.parts.map((part: Part) => {
    switch (part.kind) {
      case 'literal':
        return Buffer.from(part.base64, 'base64')
      case 'zeros':
        return Buffer.alloc(part.size)
      case 'file': {
        const [key] = Object.keys(keys).filter((prefix) => part.file.startsWith(prefix))
        assert.ok(key !== undefined, part.file)
        return readFileSync(scratch.path(`${keys[key] ?? ''}${part.file.slice(key.length)}`))
      }
    }
  })
  return Buffer.concat(pieces)
}

describe('rt layer weights', () => {
  it('describes a layer for each big file and bundles of small ones, all of them true', async () => {
    await using scratch = await Scratch.make()
    scratch.write('bin/w/model-1.safetensors', Buffer.alloc(300_000, 'one'))
    scratch.write('bin/w/model-2.safetensors', Buffer.alloc(200_000, 'two'))
    scratch.write('bin/w/config.json', '{}')
    scratch.link('bin/w/tokenizer.json', 'config.json')
    scratch.write('ext/extra.bin', Buffer.alloc(1000, 'x'))
    const args = ['--layers=out.json', '--prefix=opt/models', '--strip-prefix=pkg/w', '--owner=7:8']
    const entries = [
      'source\tpkg/w\tbin/w',
      'source\tpkg/w/sub/extra.bin\text/extra.bin',
      'key\t_main/pkg/w\tbin/w',
      'key\trepo+/extra.bin\text/extra.bin',
    ]
    const limits = ['--bundle-below=100000', '--mode=0444']
    const outcome = await runRt(scratch.path(), [
      'layer',
      'weights',
      ...args,
      ...limits,
      '--',
      ...entries,
    ])
    assert.deepEqual(outcome, { code: 0, stdout: '', stderr: '' })
    const names = []
    for (const layer of layersIn(scratch)) {
      const bytes = bytesOf(layer, scratch, { '_main/pkg/w': 'bin/w', 'repo+': 'ext' })
      const digest = digestOfHex(createHash('sha256').update(bytes).digest('hex'))
      assert.deepEqual([layer.digest, layer.diffId, layer.size], [digest, digest, bytes.length])
      const entriesRead = await readTar(scratch.write('layer.tar', bytes))
      names.push(
        entriesRead.map(({ name, mode, uid, gid }) => `${name} ${mode.toString(8)} ${uid}:${gid}`),
      )
    }
    const parents = ['opt/ 755 0:0', 'opt/models/ 755 7:8']
    assert.deepEqual(names, [
      [...parents, 'opt/models/model-1.safetensors 444 7:8'],
      [...parents, 'opt/models/model-2.safetensors 444 7:8'],
      [
        ...parents,
        'opt/models/config.json 444 7:8',
        'opt/models/sub/ 755 7:8',
        'opt/models/sub/extra.bin 444 7:8',
        'opt/models/tokenizer.json 444 7:8',
      ],
    ])
  })

  it('is the same for any number of threads', async () => {
    await using scratch = await Scratch.make()
    for (const name of ['a', 'b', 'c'])
      scratch.write(`w/${name}`, Buffer.alloc(12 * 1024 * 1024, name))
    const texts = new Set<string>()
    for (const workers of [0, 1, 3]) {
      const args = [
        'layer',
        'weights',
        '--layers=out.json',
        '--bundle-below=1',
        `--workers=${workers}`,
      ]
      const entries = ['source\tw\tw', 'key\tk\tw']
      assert.equal((await runRt(scratch.path(), [...args, '--', ...entries])).code, 0)
      texts.add(readFileSync(scratch.path('out.json'), 'utf8'))
    }
    assert.equal(texts.size, 1)
  })

  it('shares layers as a file of rt layer budget asks, and keeps them within the limit of a layer', async () => {
    await using scratch = await Scratch.make()
    for (const name of ['a', 'b', 'c', 'd']) scratch.write(`w/${name}`, Buffer.alloc(100_000, name))
    scratch.write('room', '2\n')
    const counts: number[] = []
    for (const limit of [[], ['--max-layer-size=150000']]) {
      const limits = ['--bundle-below=1', '--max-layers-file=room', ...limit]
      const args = [
        'layer',
        'weights',
        '--layers=out.json',
        ...limits,
        '--',
        'source\tw\tw',
        'key\tk\tw',
      ]
      const { code, stderr } = await runRt(scratch.path(), args)
      counts.push(code === 0 ? layersIn(scratch).length : 0)
      if (code !== 0)
        assert.match(stderr, /into 2 layers of at most 150000 bytes: 4 are needed\n {2}fix: raise/)
    }
    assert.ok(counts[0] === 1 || counts[0] === 2)
    assert.equal(counts[1], 0)
  })

  it('takes shards with a gap when that is allowed', async () => {
    await using scratch = await Scratch.make()
    scratch.write('w/m-00002-of-00003.safetensors', 'two')
    const entries = ['--', 'source\tw\tw', 'key\tk\tw']
    const args = ['layer', 'weights', '--layers=out.json', '--allow-missing-shards', ...entries]
    assert.equal((await runRt(scratch.path(), args)).code, 0)
    assert.equal(layersIn(scratch).length, 1)
  })

  for (const [what, closed, complaint] of [
    [
      'a file',
      'w/a',
      /^rt layer weights: Cannot read the file "w\/a": permission denied\n {2}fix: /,
    ],
    ['a directory', 'w', /^rt layer weights: Cannot read .*"w": permission denied\n {2}fix: /],
  ] as const) {
    it(`says that ${what} may not be read`, async () => {
      await using scratch = await Scratch.make()
      scratch.write('w/a', 'a')
      chmodSync(scratch.path(closed), 0)
      const args = ['layer', 'weights', '--layers=out.json', '--', 'source\tw\tw', 'key\tk\tw']
      const { code, stderr } = await runRtWithoutPowers(scratch.path(), args)
      chmodSync(scratch.path(closed), 0o700)
      assert.match(stderr, complaint)
      assert.equal(code, 1)
      assert.ok(!existsSync(scratch.path('out.json')))
    })
  }

  for (const [what, args, expected] of [
    [
      'nothing',
      ['--', 'source\tw\tempty'],
      /Cannot make layers of weights: the sources contain no file/,
    ],
    [
      'a missing shard',
      ['--', 'source\tw\tw', 'source\tv\tmodel-2'],
      /Cannot find the source of "v": "model-2"/,
    ],
    [
      'shards with a gap',
      ['--prefix=opt', '--', 'source\tgap\tgap', 'key\tk\tgap'],
      /^rt layer weights: Cannot find all shards: 2 of the 4 of "opt\/gap\/m-\*-of-00004.safetensors" are missing: m-00002-of-00004.safetensors, m-00004-of-00004.safetensors\n {2}fix: give these files as well, or set allow_missing_shards = True\n$/,
    ],
    [
      'a file that is larger than a layer may be',
      ['--max-layer-size=2047', '--', 'source\tw\tw', 'key\tk\tw'],
      /Cannot make an image with a layer of \d+ bytes: "w\/a"\n {2}accepted: layers of at most 2047 bytes/,
    ],
    [
      'an empty directory',
      ['--', 'source\tw\tempty/sub', 'key\tk\tempty/sub'],
      /Cannot make layers of weights: the sources contain no file\n {2}fix: name at least one file/,
    ],
    ['a bad limit', ['--max-layer-size=10G'], /max_layer_size: current value is "10G"/],
    ['a loop', ['--', 'source\tw\tlooping'], /leads back to itself: "looping\/loop"/],
    [
      'a file that cannot be read',
      ['--', 'source\tw\tself/w.bin', 'key\tk\tself/w.bin'],
      /Cannot read the file "self\/w.bin": its symbolic links form a loop\n {2}fix: make it a file/,
    ],
    ['a source without a key', ['--', 'source\tw\tw'], /no key was given for "w\/a"/],
    [
      'a path outside strip_prefix',
      ['--strip-prefix=x', '--', 'source\tw\tw'],
      /Cannot strip the prefix "x" from "w\/a"/,
    ],
    ['a bad mode', ['--mode=rwx'], /mode: current value is "rwx"/],
    ['an owner above all', ['--owner=0:2147483648'], /at most 2147483647/],
    ['a bad owner', ['--owner=root'], /owner: current value is "root"/],
    ['a bad size', ['--bundle-below=64MiB'], /bundle_below: current value is "64MiB"/],
    ['a prefix outside the image', ['--prefix=../x'], /prefix: current value is "..\/x"/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      await using scratch = await Scratch.make()
      scratch.write('w/a', 'a')
      scratch.write('empty/sub/x', '')
      scratch.link('looping/loop', '.')
      scratch.link('self/w.bin', 'w.bin')
      for (const shard of ['1', '3'])
        scratch.write(`gap/m-0000${shard}-of-00004.safetensors`, shard)
      rmSync(scratch.path('empty/sub/x'))
      const outcome = await runRt(scratch.path(), [
        'layer',
        'weights',
        '--layers=out.json',
        ...args,
      ])
      assert.match(outcome.stderr, expected)
      assert.equal(outcome.code, 1)
      assert.ok(!existsSync(scratch.path('out.json')))
    })
  }

  it('puts files below a directory that another action has named', async () => {
    await using scratch = await Scratch.make()
    scratch.write('place', 'models/wine/v1\n')
    scratch.write('a.bin', 'a')
    const entries = ['under-file\tplace', 'source\ta.bin\ta.bin', 'key\ta.bin\ta.bin']
    const args = ['layer', 'weights', '--layers=out.json', '--', ...entries]
    assert.equal((await runRt(scratch.path(), args)).code, 0)
    assert.deepEqual(
      layersIn(scratch).map(({ description }) => description),
      ['models/wine/v1/a.bin'],
    )
    const missing = await runRt(scratch.path(), [...args.slice(0, -3), 'under-file\tnone'])
    assert.match(missing.stderr, /^rt layer weights: Cannot find the file "none"/)
  })

  it('makes no layer of an empty directory where that is allowed', async () => {
    await using scratch = await Scratch.make()
    mkdirSync(scratch.path('models'))
    const args = ['layer', 'weights', '--layers=out.json']
    const entries = ['--', 'source\tmodels\tmodels', 'key\tmodels\tmodels']
    assert.equal((await runRt(scratch.path(), [...args, '--allow-none', ...entries])).code, 0)
    assert.deepEqual(layersIn(scratch), [])
    assert.equal((await runRt(scratch.path(), [...args, ...entries])).code, 1)
  })
})

import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { serializeLayerSet } from '../../../core/layer_set_json.ts'
import { Scratch } from '../../../testing/scratch.ts'
import { runRt } from '../../testing/run_rt.ts'
import { tinyLayer } from '../../testing/tiny_layer.ts'

/** Writes a layer set of so many layers, and an image of them. */
async function withBase(scratch: Scratch, count: number): Promise<void> {
  const { layer, entry } = tinyLayer(scratch.path(), 'a.tar', 'one')
  const layers = Array.from({ length: count }, () => layer)
  scratch.write('set.json', serializeLayerSet({ version: 1, layers }))
  const platform = ['--os=linux', '--architecture=amd64']
  const args = ['image', 'build', '--out=base', ...platform, '--layers=set.json', '--', entry]
  assert.equal((await runRt(scratch.path(), args)).code, 0)
}

const PLATFORM = ['--os=linux', '--architecture=arm64']

describe('rt layer budget', () => {
  it('writes what the base and the other layers leave, up to what is asked for', async () => {
    await using scratch = await Scratch.make()
    await withBase(scratch, 20)
    for (const [args, expected] of [
      [[], '100\n'],
      [['--most=1000'], '127\n'],
      [['--most=1000', '--reserve=2'], '125\n'],
      [['--most=1000', '--base=base', '--layers=set.json', '--reserve=3'], '84\n'],
      [['--base=base', '--layers=set.json', '--layers=set.json', '--reserve=66'], '1\n'],
    ] as const) {
      const outcome = await runRt(scratch.path(), ['layer', 'budget', '--out=room', ...args])
      assert.deepEqual(outcome, { code: 0, stdout: '', stderr: '' })
      assert.equal(readFileSync(scratch.path('room'), 'utf8'), expected)
    }
  })

  it('keeps an image within the layers that engines mount, whatever the base has', async () => {
    await using scratch = await Scratch.make()
    await withBase(scratch, 120)
    for (let file = 0; file < 50; file++) scratch.write(`w/${file}`, Buffer.alloc(1000 + file, 'w'))
    const runs = [
      ['layer', 'budget', '--out=room', '--base=base', '--reserve=2'],
      [
        ...['layer', 'weights', '--layers=w.json', '--bundle-below=1', '--max-layers-file=room'],
        ...['--', 'source\tw\tw', 'key\tk\tw'],
      ],
      ['image', 'build', '--out=image', '--base=base', '--base-layers=set.json', '--layers=w.json'],
    ]
    for (const args of runs)
      assert.deepEqual(await runRt(scratch.path(), args), { code: 0, stdout: '', stderr: '' })
    const { layers } = JSON.parse(
      (await runRt(scratch.path(), ['inspect', 'image', '--json'])).stdout,
    ) as {
      readonly layers: readonly unknown[]
    }
    assert.ok(layers.length > 120 && layers.length <= 125, String(layers.length))
  })

  it('takes the image of the platform where the base is an index', async () => {
    await using scratch = await Scratch.make()
    await withBase(scratch, 7)
    const images = ['--digest-out=both.digest', '--image=base']
    assert.equal((await runRt(scratch.path(), ['image', 'index', '--out=both', ...images])).code, 0)
    const args = ['layer', 'budget', '--out=room', '--base=both', '--most=1000']
    const amd64 = ['--os=linux', '--architecture=amd64']
    assert.equal((await runRt(scratch.path(), [...args, ...amd64])).code, 0)
    assert.equal(readFileSync(scratch.path('room'), 'utf8'), '120\n')
    assert.equal((await runRt(scratch.path(), [...args, ...PLATFORM])).code, 1)
  })

  it('refuses an image that has no room for weights', async () => {
    await using scratch = await Scratch.make()
    await withBase(scratch, 100)
    const args = ['layer', 'budget', '--context=model_image //a:b', '--out=room', '--base=base']
    const outcome = await runRt(scratch.path(), [...args, '--reserve=27'])
    assert.deepEqual(outcome, {
      code: 1,
      stdout: '',
      stderr:
        'model_image //a:b: Cannot make an image of 128 layers (100 of them from the base)\n' +
        '  accepted: at most 127 layers, which is what container engines mount\n' +
        '  fix: put the files of several layers into one tar\n',
    })
    assert.ok(!existsSync(scratch.path('room')))
  })
})

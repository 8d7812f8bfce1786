import assert from 'node:assert/strict'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { startDockerRegistry } from '../testing/docker_registry.ts'
import { startFakeRegistry } from '../testing/fake_registry.ts'
import { startFaultProxy } from '../testing/fault_proxy.ts'
import { Scratch } from '../testing/scratch.ts'
import { readTar } from '../testing/tar_reader.ts'
import { runRt } from './testing/run_rt.ts'
import { tinyLayer } from './testing/tiny_layer.ts'

const PAGE = join(import.meta.dirname, '../../docs/cli.md')

/** The example of a document or of events, from docs/cli.md. */
function documented(name: string): unknown {
  const fences = readFileSync(PAGE, 'utf8').split('```')
  const fence = fences.find((text) => text.startsWith(`json ${name}\n`))
  assert.ok(fence !== undefined, name)
  return JSON.parse(fence.slice(`json ${name}\n`.length))
}

/** A value with types in place of texts and numbers; of a list, its first element. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf)
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shapeOf(each)]))
}

/** Objects by their event, the first of each. */
function byEvent(objects: readonly unknown[]): Readonly<Record<string, unknown>> {
  const named = objects.map((object) => object as { readonly event: string })
  return Object.fromEntries(named.toReversed().map((object) => [object.event, shapeOf(object)]))
}

async function withImage(): Promise<Scratch> {
  const scratch = await Scratch.make()
  const { set, entry } = tinyLayer(scratch.path(), 'a.tar', 'one')
  const args = [
    'image',
    'build',
    '--out=image',
    '--os=linux',
    '--architecture=amd64',
    `--layers=${set}`,
  ]
  assert.equal((await runRt(scratch.path(), [...args, '--', entry])).code, 0)
  return scratch
}

describe('docs/cli.md', () => {
  it('shows what rt push --json prints, result and events', async () => {
    await using scratch = await withImage()
    await using registry = await startFakeRegistry()
    let broken = 0
    await using proxy = await startFaultProxy(registry.host, ({ method }) =>
      method === 'PUT' && broken++ < 1 ? { kind: 'answer', status: 503 } : undefined,
    )
    const args = ['push', 'image', `${proxy.host}/org/mnist:v1`, '--json']
    const { code, stdout, stderr } = await runRt(scratch.path(), args)
    assert.equal(code, 0, stderr)
    assert.deepEqual(shapeOf(JSON.parse(stdout)), shapeOf(documented('push')))
    const events = stderr.trimEnd().split('\n')
    assert.deepEqual(
      byEvent(events.map((line) => JSON.parse(line) as unknown)),
      byEvent(documented('events') as readonly unknown[]),
    )
  })

  it('shows what rt push-all --json prints', async () => {
    await using scratch = await withImage()
    await using registry = await startFakeRegistry()
    scratch.write('images.txt', `image ${registry.host}/org/mnist:v1\n`)
    const { code, stdout, stderr } = await runRt(scratch.path(), [
      'push-all',
      'images.txt',
      '--json',
    ])
    assert.equal(code, 0, stderr)
    assert.deepEqual(shapeOf(JSON.parse(stdout)), shapeOf(documented('push-all')))
  })

  it('shows what rt tag, rt ls and rt digest --json print', async () => {
    await using scratch = await withImage()
    await using registry = await startDockerRegistry()
    const repository = `${registry.host}/org/mnist`
    const printed = async (...args: readonly string[]): Promise<unknown> => {
      const { code, stdout, stderr } = await runRt(scratch.path(), [...args, '--json'])
      assert.equal(code, 0, stderr)
      return JSON.parse(stdout)
    }
    await printed('push', 'image', `${repository}:v1`)
    const tag = await printed('tag', `${repository}:v1`, 'stable')
    assert.deepEqual(shapeOf(tag), shapeOf(documented('tag')))
    assert.deepEqual(shapeOf(await printed('ls', repository)), shapeOf(documented('ls')))
    assert.deepEqual(shapeOf(await printed('digest', 'image')), shapeOf(documented('digest')))
  })

  it('shows what rt load --json prints', async () => {
    await using scratch = await withImage()
    const args = ['load', 'image', '--tag=org/mnist', '--output=out.tar', '--json']
    const { code, stdout, stderr } = await runRt(scratch.path(), args)
    assert.equal(code, 0, stderr)
    const printed = JSON.parse(stdout) as Readonly<Record<string, unknown>>
    const shown = documented('load') as Readonly<Record<string, unknown>>
    // There is no engine here: a file is written.
    const engine = { engine: null, output: '', imageId: null }
    assert.deepEqual(shapeOf(printed), shapeOf({ ...shown, ...engine }))
    rmSync(scratch.path('out.tar'))
  })

  it('shows rt layout with all that it needs', async () => {
    await using scratch = await withImage()
    const [, command] = /^\$ rt (layout .*?) +#/m.exec(readFileSync(PAGE, 'utf8')) ?? []
    assert.ok(command !== undefined, 'there is an example')
    const args = command.replace('--image=bases', '--image=image').split(' ')
    assert.deepEqual(await runRt(scratch.path(), args), { code: 0, stdout: '', stderr: '' })
    const names = (await readTar(scratch.path('debian.tar'))).map(({ name }) => name)
    assert.ok(names.includes('manifest.json'), names.join(' '))
  })
})

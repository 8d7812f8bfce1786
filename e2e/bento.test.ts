import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { must } from '../tools/dev/command.ts'
import type { TestEngine } from '../tools/testing/engines.ts'
import { podmanRunFlags, startPodman } from '../tools/testing/engines.ts'
import { freePort } from '../tools/testing/free_port.ts'
import { build, executable } from './support/bazel.ts'
import { EXAMPLES } from './support/workspace.ts'

const IMAGE = 'celestial-bodies-classifier:latest'
const BODIES = ['earth', 'jupiter', 'mars', 'moon', 'saturn', 'sun']
const MADE = join(EXAMPLES, 'bazel-bin/bento')

/** Asks until the server is ready. */
async function ready(port: number, seconds: number): Promise<void> {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
    if (answer?.status === 200) return
    if (Date.now() > end) throw new Error(`not ready: ${answer?.status ?? 'no answer'}`)
    await sleep(100)
  }
}

/** Sends a picture; resolves to the body that the service is most sure of. */
async function classify(port: number, body: string): Promise<string | undefined> {
  const form = new FormData()
  const bytes = readFileSync(join(MADE, `${body}.png`))
  form.append('image', new Blob([bytes], { type: 'image/png' }), `${body}.png`)
  const answer = await fetch(`http://127.0.0.1:${port}/predict`, { method: 'POST', body: form })
  assert.equal(answer.status, 200)
  const sure = (await answer.json()) as Record<string, number>
  return Object.entries(sure).toSorted(([, a], [, b]) => b - a)[0]?.[0]
}

describe('the example bento', { timeout: 900_000 }, () => {
  let podman: TestEngine

  before(async () => {
    await build(
      EXAMPLES,
      '//bento:bento',
      '//bento:bento.image',
      '//bento:bento.load',
      '//bento:train',
    )
    const { engine, missing } = await startPodman(process.env)
    if (engine === undefined) throw new Error(missing)
    podman = engine
  })
  after(() => podman[Symbol.asyncDispose]())

  it('classifies pictures in a container that may write in its temporary directories only', async () => {
    await must(executable(EXAMPLES, '//bento:bento.load'), ['--engine=podman'], { env: podman.env })
    const port = await freePort()
    const flags = [
      ...podmanRunFlags().filter((flag) => !flag.startsWith('--network')),
      ...['--detach', '--network=host', '--read-only', `--env=PORT=${port}`],
      '--tmpfs=/home/bentoml/prometheus_multiproc_dir',
    ]
    const container = await podman.run('run', ...flags, IMAGE, '--host=127.0.0.1')
    try {
      await ready(port, 60)
      const found = await Promise.all(BODIES.map((body) => classify(port, body)))
      assert.deepEqual(found, BODIES)
    } catch (error) {
      console.error((await podman.run('logs', '--tail=40', container.trim())).slice(-4000))
      throw error
    } finally {
      await podman.run('rm', '--force', '--time=10', container.trim())
    }
  })
})

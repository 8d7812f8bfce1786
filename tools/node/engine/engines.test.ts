import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { parseImageName } from '../../core/archive/image_name.ts'
import type { ImageName } from '../../core/archive/image_name.ts'
import type { Compression } from '../../core/media_types.ts'
import type { MaybeEngine, TestEngine } from '../testing/engines.ts'
import { startDocker, startPodman } from '../testing/engines.ts'
import type { MemoryImage } from '../testing/memory_image.ts'
import { memoryImage } from '../testing/memory_image.ts'
import { tinyProgram } from '../testing/tiny_program.ts'
import { findEngine } from './detect.ts'
import type { Engine } from './engine.ts'
import type { LoadOutcome, LoadRequest } from './load.ts'
import { loadImage } from './load.ts'
import { unpackable } from './unpackable.ts'

const signal = new AbortController().signal

function nameOf(text: string): ImageName {
  const name = parseImageName(text)
  assert(name.ok)
  return name.value
}

/** A base layer that all share, and one with a program that prints a text. */
function greeter(text: string, compression: Compression): MemoryImage {
  return memoryImage({
    layers: [
      { files: { base: 'shared by all' }, compression },
      { files: { greet: tinyProgram(`${text}\n`) }, compression },
    ],
    entrypoint: ['/greet'],
  })
}

const ENGINES: readonly (readonly [string, () => Promise<MaybeEngine>])[] = [
  ['docker', () => startDocker(process.env)],
  ['podman', () => startPodman(process.env)],
]

for (const [kind, start] of ENGINES) {
  describe(`loading into ${kind}`, () => {
    let testEngine: TestEngine | undefined
    let engine: Engine | undefined
    let why = ''

    before(async () => {
      const { engine: started, missing } = await start()
      testEngine = started
      why = missing ?? ''
      if (started !== undefined) engine = await findEngine({ env: started.env, signal })
    })
    after(async () => testEngine?.[Symbol.asyncDispose]())

    const attempt = async (
      image: MemoryImage,
      name: string,
      options: Partial<LoadRequest> = {},
    ): Promise<LoadOutcome> => {
      assert(engine && testEngine)
      const source = await unpackable(image, 'auto', engine.zstd)
      const names = [nameOf(name), nameOf(`${name}-too`)]
      const onFallback = (): void => undefined
      const request = {
        source,
        names,
        route: 'auto',
        format: 'docker',
        onFallback,
        observe: onFallback,
      } as const
      return loadImage(engine, { ...request, ...options }, { env: testEngine.env, signal })
    }

    for (const compression of ['none', 'gzip', 'zstd'] as const) {
      for (const route of ['registry', 'tar'] as const) {
        it(`runs an image with ${compression} layers that came by ${route}`, async (t) => {
          if (testEngine === undefined) return t.skip(why)
          const text = `${compression} by ${route}`
          const outcome = await attempt(
            greeter(text, compression),
            `test/${compression}:${route}`,
            { route },
          )
          assert.equal(outcome.route, route)
          assert.equal(outcome.layers.at(-1)?.status, 'uploaded')
          for (const tag of [route, `${route}-too`])
            assert.equal(await testEngine.runContainer(`test/${compression}:${tag}`), `${text}\n`)
          assert.doesNotMatch(await testEngine.run('images', '--digests'), /127\.0\.0\.1/)
        })
      }
    }
  })
}

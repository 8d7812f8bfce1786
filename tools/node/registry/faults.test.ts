import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hexOfDigest } from '../../core/digest.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { findCrane, startCraneRegistry } from '../../testing/crane_registry.ts'
import { startDockerRegistry } from '../../testing/docker_registry.ts'
import type { Fault } from '../../testing/fault_proxy.ts'
import { startFaultProxy } from '../../testing/fault_proxy.ts'
import type { MemoryImage } from '../../testing/memory_image.ts'
import { memoryImage } from '../../testing/memory_image.ts'
import { clientOptions, pushTo } from '../../testing/registry_client.ts'
import type { RunningRegistry } from '../../testing/registry_server.ts'
import { RegistrySession } from './session.ts'
import { RepositoryClient } from './repository.ts'
import { messageOf } from '../../testing/saying.ts'

/** An image that shares nothing with that of another number, so that one registry serves all. */
function imageOf(number: number): MemoryImage {
  return memoryImage({
    layers: [
      { files: { weights: `${number} `.repeat(30_000) }, compression: 'none' },
      { files: { code: String(number) }, compression: 'gzip' },
    ],
  })
}

function tagOf(image: MemoryImage): string {
  return hexOfDigest(image.root.digest).slice(0, 12)
}

/** Every way to break a request, and whether a push must survive it. */
const FAULTS: Readonly<Record<string, { readonly fault: Fault; readonly survives: boolean }>> = {
  'reset before': { fault: { kind: 'reset-before' }, survives: true },
  'reset during the body': { fault: { kind: 'reset-during', bytes: 50 }, survives: true },
  'reset after': { fault: { kind: 'reset-after' }, survives: true },
  '429': { fault: { kind: 'answer', status: 429 }, survives: true },
  '500': { fault: { kind: 'answer', status: 500 }, survives: true },
  '503': { fault: { kind: 'answer', status: 503, body: '<html>' }, survives: true },
  'truncated answer': { fault: { kind: 'truncate' }, survives: true },
  'wrong digest header': {
    fault: { kind: 'header', name: 'docker-content-digest', value: `sha256:${'0'.repeat(64)}` },
    survives: true,
  },
  hang: { fault: { kind: 'hang' }, survives: true },
  '401': { fault: { kind: 'answer', status: 401 }, survives: false },
  '403': { fault: { kind: 'answer', status: 403 }, survives: false },
  '404 for everything': { fault: { kind: 'answer', status: 404 }, survives: false },
}

/** Whether a tag is there, and everything that it stands for. */
async function stateOf(
  host: string,
  image: MemoryImage,
): Promise<'complete' | 'incomplete' | 'absent'> {
  using registry = new RegistrySession({ registry: host, name: 'test/image' }, clientOptions())
  const client = new RepositoryClient(registry)
  const manifest = await client.getManifest(tagOf(image))
  if (manifest === undefined) return 'absent'
  if (manifest.descriptor.digest !== image.root.digest) return 'incomplete'
  for (const [digest, { length: size }] of image.blobs) {
    if (digest !== image.root.digest && !(await client.hasBlob({ digest, size })))
      return 'incomplete'
  }
  return 'complete'
}

const crane = findCrane(process.env)
const SERVERS: readonly {
  readonly name: string
  readonly start: (() => Promise<RunningRegistry>) | undefined
}[] = [
  { name: 'docker-registry', start: () => startDockerRegistry() },
  { name: 'crane registry serve', start: crane ? () => startCraneRegistry(crane) : undefined },
]

const TIMEOUTS = { connect: 5000, idle: 150, answer: 150 }

for (const { name, start } of SERVERS) {
  const skip = start === undefined && 'there is no crane here'
  describe(`push to ${name} through a bad link`, { skip, concurrency: 4 }, () => {
    if (start === undefined) return
    for (const [title, { fault, survives }] of Object.entries(FAULTS)) {
      it(`${survives ? 'survives' : 'stops cleanly at'} ${title}, wherever it strikes`, async () => {
        await using registry = await start()
        for (let k = 1, struck = true; struck; k += 1) {
          const image = imageOf(k)
          await using proxy = await startFaultProxy(registry.host, ({ number }) =>
            number === k ? fault : undefined,
          )
          const outcome = await tryToPush(proxy.host, image)
          struck = proxy.seen.length >= k
          const state = await stateOf(registry.host, image)
          assert.notEqual(state, 'incomplete', `request ${k}`)
          if (outcome === 'pushed') assert.equal(state, 'complete', `request ${k}`)
          else assert(!survives, `${JSON.stringify(proxy.seen[k - 1])}: ${messageOf(outcome)}`)
          proxy.plan = () => undefined
          await pushTo(proxy.host, image, { tags: [tagOf(image)] })
          assert.equal(await stateOf(registry.host, image), 'complete')
        }
      })
    }
  })
}

async function tryToPush(host: string, image: MemoryImage): Promise<'pushed' | ExpectedFailure> {
  try {
    await pushTo(host, image, { tags: [tagOf(image)] }, { timeouts: TIMEOUTS })
    return 'pushed'
  } catch (error) {
    if (error instanceof ExpectedFailure) return error
    throw error
  }
}

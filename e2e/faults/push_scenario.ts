import assert from 'node:assert/strict'
import type { RegistryOptions } from '../../tools/node/registry/session.ts'
import { startFaultProxy } from '../../tools/testing/fault_proxy.ts'
import { pushTo } from '../../tools/testing/registry_client.ts'
import type { RunningRegistry } from '../../tools/testing/registry_server.ts'
import type { FaultKind } from './fault_kinds.ts'
import { imageNamed } from './images.ts'
import type { Verdict } from './outcome.ts'
import { RECOVERED, REFUSED, judge, refusalOf, wrong } from './outcome.ts'
import { IMPATIENT } from './patience.ts'
import type { RepositoryState } from './registry_state.ts'
import type { Scenario } from './scenario.ts'
import { timed } from './scenario.ts'

/** Where to push, and how. */
export interface PushTarget {
  readonly name: string
  readonly registry: RunningRegistry
  readonly kinds: readonly FaultKind[]
  /** Sends blobs in chunks of so many bytes. */
  readonly chunkSize?: number
  /** The repository `test/image` as the registry itself shows it. */
  readonly state: () => Promise<RepositoryState>
  /** Environment with the login for an address, where one is needed. */
  readonly login?: (host: string) => Promise<RegistryOptions['env']>
}

/** Pushes over tags that stand for an older image; ends `registry`. */
export async function pushScenario(target: PushTarget): Promise<Scenario> {
  const { registry, name, kinds, state } = target
  const requests = await countRequests(target)
  let tries = 0
  return {
    work: `push to ${name}`,
    ...{ kinds, requests },
    disturb: (kind, k, random) => disturb(target, kind, k, random, `image${(tries += 1)}`),
    async sweep() {
      const tags = await (await state()).checkAllTags()
      assert(tags > tries, `${tags} tags after ${tries} tries`)
    },
    [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose](),
  }
}

async function countRequests(target: PushTarget): Promise<number> {
  await using proxy = await startFaultProxy(target.registry.host)
  await pushNamed(target, proxy.host, 'first', 'first')
  return proxy.seen.length
}

async function disturb(
  target: PushTarget,
  kind: FaultKind,
  k: number,
  random: number,
  name: string,
): Promise<Verdict | undefined> {
  const upstream = target.registry.host
  const before = imageNamed('first').root.digest
  const after = imageNamed(name).root.digest
  await pushNamed(target, upstream, 'first', name)
  const { plan, struck, checkWait } = timed(kind.plan(k, { upstream, random }), k, kind.wait)
  await using proxy = await startFaultProxy(upstream, plan)
  const verdict = await judge(async () => {
    const refusal = await refusalOf(() => pushNamed(target, proxy.host, name, name))
    checkWait()
    const found = await (await target.state()).closureOf(name)
    if (refusal === undefined) assert.equal(found, after)
    else assert(found === before || found === after, `The tag stands for ${found ?? 'nothing'}`)
    proxy.plan = () => undefined
    const held = await (await target.state()).held([...imageNamed(name).blobs.keys()])
    const again = await pushNamed(target, proxy.host, name, name)
    assert(again.blobs.every(({ digest, bytes }) => bytes === 0 || !held.has(digest)))
    if (refusal === undefined) assert(again.blobs.every(({ bytes }) => bytes === 0))
    assert.equal(await (await target.state()).closureOf(name), after)
    if (refusal === undefined) return RECOVERED
    return kind.passing ? wrong(refusal) : REFUSED
  })
  return struck() ? verdict : undefined
}

/** Pushes the image of one name under a tag. */
async function pushNamed(
  { chunkSize, login }: PushTarget,
  host: string,
  image: string,
  tag: string,
): ReturnType<typeof pushTo> {
  const env = await login?.(host)
  const options = { ...IMPATIENT, ...(env === undefined ? {} : { env }) }
  return pushTo(host, imageNamed(image), { tags: [tag], chunkSize }, options)
}

import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { CopyOutcome } from '../../tools/node/registry/copy.ts'
import { copyImage } from '../../tools/node/registry/copy.ts'
import { startFaultProxy } from '../../tools/testing/fault_proxy.ts'
import { clientOptions, pushTo } from '../../tools/testing/registry_client.ts'
import { tempDir } from '../../tools/testing/temp_dir.ts'
import type { FaultKind } from './fault_kinds.ts'
import { imageNamed } from './images.ts'
import { layoutImages } from './layout_state.ts'
import type { Verdict } from './outcome.ts'
import { RECOVERED, REFUSED, judge, refusalOf, wrong } from './outcome.ts'
import { IMPATIENT } from './patience.ts'
import type { PushTarget } from './push_scenario.ts'
import type { Scenario } from './scenario.ts'
import { timed } from './scenario.ts'

const IMAGE = imageNamed('pulled')

/** Where to pull from: nobody needs a login for that. */
export type PullTarget = Pick<PushTarget, 'name' | 'registry' | 'kinds' | 'login'>

/** Pulls an image into new directories; ends `registry`. */
export async function pullScenario({
  name,
  registry,
  kinds,
  login,
}: PullTarget): Promise<Scenario> {
  const env = await login?.(registry.host)
  await pushTo(registry.host, IMAGE, {}, env === undefined ? {} : { env })
  await using first = await tempDir()
  const { requests } = await pullInto(registry.host, first.path)
  return {
    work: `pull from ${name}`,
    ...{ kinds, requests },
    disturb: (kind, k, random) => disturb(registry.host, kind, k, random),
    [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose](),
  }
}

async function disturb(
  upstream: string,
  kind: FaultKind,
  k: number,
  random: number,
): Promise<Verdict | undefined> {
  await using directory = await tempDir()
  const path = join(directory.path, 'layout')
  const { plan, struck, checkWait } = timed(kind.plan(k, { upstream, random }), k, kind.wait)
  await using proxy = await startFaultProxy(upstream, plan)
  const verdict = await judge(async () => {
    const refusal = await refusalOf(() => pullInto(proxy.host, path))
    checkWait()
    const images = await layoutImages(path)
    assert.equal(images?.get('latest'), refusal === undefined ? IMAGE.root.digest : undefined)
    proxy.plan = () => undefined
    const again = await pullInto(proxy.host, path)
    if (refusal === undefined) assert(again.blobs.every(({ bytes }) => bytes === 0))
    assert.equal((await layoutImages(path))?.get('latest'), IMAGE.root.digest)
    if (refusal === undefined) return RECOVERED
    return kind.passing ? wrong(refusal) : REFUSED
  })
  return struck() ? verdict : undefined
}

function pullInto(host: string, path: string): Promise<CopyOutcome> {
  const reference = { registry: host, name: 'test/image', tag: 'latest', digest: undefined }
  return copyImage({
    from: { kind: 'registry', reference },
    to: { kind: 'layout', path, name: 'latest' },
    ...{ platform: undefined, jobs: 4, workingDirectory: '/', observe: () => undefined },
    fromOptions: clientOptions(IMPATIENT),
    toOptions: clientOptions(IMPATIENT),
  })
}

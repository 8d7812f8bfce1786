import { parseRepository } from '../core/reference.ts'
import type { ImageSource } from '../node/blob/image_source.ts'
import type { ImagePush, PushOutcome, PushSettings } from '../node/registry/image_push.ts'
import { RegistryPool } from '../node/registry/registry_pool.ts'
import { Release } from '../node/registry/release.ts'
import type { RegistryOptions } from '../node/registry/session.ts'
import { clientOptions } from './registry_client.ts'

/** An image and where it is to be, `HOST/NAME`. */
export interface TestPush extends Partial<Omit<ImagePush, 'client'>> {
  readonly source: ImageSource
  readonly to: string
}

/** What became of a release. */
export interface ReleaseOutcome {
  readonly outcomes: readonly PushOutcome[]
  readonly requests: number
  readonly stoppedAt: string | undefined
  /** Why it ended before it was done. */
  readonly error: unknown
}

/** Pushes several images at once; what goes wrong is in the outcome. */
export async function releaseTo(
  pushes: readonly TestPush[],
  settings: Partial<PushSettings> = {},
  options: Partial<RegistryOptions> = {},
): Promise<ReleaseOutcome> {
  using pool = new RegistryPool(clientOptions(options))
  const images = pushes.map(({ to, ...push }): ImagePush => {
    const repository = parseRepository(to)
    if (!repository.ok) throw new Error(`Not a repository: ${to}`)
    return { tags: ['latest'], mountFrom: [], ...push, client: pool.client(repository.value) }
  })
  const nothing = (): void => undefined
  const release = new Release(images, { jobs: 4, dryRun: false, observe: nothing, ...settings })
  const error: unknown = await release.push().then(
    () => undefined,
    (reason: unknown) => reason,
  )
  const { stoppedAt } = release
  return { outcomes: release.outcomes(), requests: pool.requests, stoppedAt, error }
}

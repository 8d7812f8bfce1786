import type { Repository } from '../core/reference.ts'
import type { RetryPolicy } from '../core/registry/retry_policy.ts'
import type { ImageSource } from '../node/blob/image_source.ts'
import type { PushOutcome } from '../node/registry/image_push.ts'
import type { PushRequest } from '../node/registry/push.ts'
import { push } from '../node/registry/push.ts'
import type { RegistryOptions } from '../node/registry/session.ts'
import { RegistrySession } from '../node/registry/session.ts'
import { RepositoryClient } from '../node/registry/repository.ts'

/** Tries as often as people's clients do, but waits little. */
export const QUICK_RETRIES: RetryPolicy = {
  attempts: 6,
  baseMs: 2,
  maxMs: 10,
  maxRetryAfterMs: 1500,
}

/** Options of a registry client that sees nothing of this machine's credentials. */
export function clientOptions(options: Partial<RegistryOptions> = {}): RegistryOptions {
  return {
    env: { HOME: '/nonexistent' },
    signal: new AbortController().signal,
    retry: QUICK_RETRIES,
    ...options,
  }
}

/** Pushes an image, by default to the tag `latest` of `test/image`. */
export async function pushTo(
  host: string,
  source: ImageSource,
  more: Partial<PushRequest> = {},
  options: Partial<RegistryOptions> = {},
  name = 'test/image',
): Promise<PushOutcome & { readonly requests: number }> {
  const repository: Repository = { registry: host, name }
  using registry = new RegistrySession(repository, clientOptions(options))
  const outcome = await push({
    source,
    client: new RepositoryClient(registry),
    tags: ['latest'],
    jobs: 4,
    mountFrom: [],
    dryRun: false,
    observe: () => undefined,
    ...more,
  })
  return { ...outcome, requests: registry.requests }
}

import type { RegistryOptions } from '../../tools/node/registry/session.ts'

/**
 * Tries as often as people's commands do, but waits less: what takes seconds between distant machines takes
 * milliseconds here.
 */
export const IMPATIENT = {
  retry: { attempts: 6, baseMs: 4, maxMs: 40, maxRetryAfterMs: 5000 },
  timeouts: { connect: 5000, idle: 1000, answer: 1000 },
} satisfies Partial<RegistryOptions>

import type { Fault, FaultPlan, SeenRequest } from '../../tools/testing/fault_proxy.ts'

/** How one request is broken, or everything from one request on. */
export interface FaultKind {
  readonly title: string
  /** A single fault that a client must get over. Others may end in one clear error. */
  readonly passing: boolean
  /** Milliseconds that a client must wait before it asks again. */
  readonly wait?: number
  /** What happens to request `k` and to those after it. */
  plan(k: number, surroundings: FaultSurroundings): FaultPlan
}

/** What a fault may need to know. */
export interface FaultSurroundings {
  /** `HOST:PORT` where the same content is to be had without the proxy. */
  readonly upstream: string
  /** A random number, the same for the same seed; at least 0 and below 1. */
  readonly random: number
}

const WRONG_DIGEST = `sha256:${'0'.repeat(64)}`
const HTML = '<html><body>Service Unavailable</body></html>'

/** A body as registries send it with errors, with a trap for terminals in it. */
const ERRORS = JSON.stringify({ errors: [{ code: 'UNKNOWN', message: 'trouble \u001b[31m' }] })

function once(title: string, passing: boolean, fault: FaultOf): FaultKind {
  return {
    title,
    passing,
    plan: (k, surroundings) => (request) =>
      request.number === k ? fault(request, surroundings) : undefined,
  }
}

function fromThenOn(title: string, fault: FaultOf): FaultKind {
  return {
    title,
    passing: false,
    plan: (k, surroundings) => (request) =>
      request.number >= k ? fault(request, surroundings) : undefined,
  }
}

type FaultOf = (request: SeenRequest, surroundings: FaultSurroundings) => Fault

function answer(status: number, headers: Readonly<Record<string, string>> = {}, body = ''): Fault {
  return { kind: 'answer', status, headers, body }
}

/** Every way to break a request between rt and a registry. */
export const FAULT_KINDS: readonly FaultKind[] = [
  once('reset before', true, () => ({ kind: 'reset-before' })),
  once('reset in the middle', true, (_, { random }) => ({
    kind: 'reset-during',
    bytes: Math.floor(random * 60_000),
  })),
  once('reset after', true, () => ({ kind: 'reset-after' })),
  once('429', true, () => answer(429, {}, ERRORS)),
  { ...once('429, Retry-After 1', true, () => answer(429, { 'retry-after': '1' })), wait: 1000 },
  once('429, Retry-After a date', true, () =>
    answer(429, { 'retry-after': new Date(Date.now() + 1000).toUTCString() }),
  ),
  once('429, Retry-After an hour', false, () => answer(429, { 'retry-after': '3600' })),
  once('500', true, () => answer(500, {}, ERRORS)),
  once('503', true, () => answer(503, { 'content-type': 'text/html' }, HTML)),
  once('truncated body', true, () => ({ kind: 'truncate' })),
  once('corrupted body', false, () => ({ kind: 'corrupt' })),
  once('wrong digest header', true, () => ({
    kind: 'header',
    name: 'docker-content-digest',
    value: WRONG_DIGEST,
  })),
  once('401', false, () => answer(401, {}, ERRORS)),
  once('403', false, () => answer(403, {}, ERRORS)),
  once('404', false, () => answer(404, {}, ERRORS)),
  once('redirect', true, ({ path }, { upstream }) =>
    answer(307, { location: `http://${upstream}${path}` }),
  ),
  once('hang', true, () => ({ kind: 'hang' })),
  fromThenOn('redirect in a circle', ({ path }) => answer(307, { location: path })),
  fromThenOn('503 for good', () => answer(503, {}, HTML)),
  fromThenOn('resets for good', () => ({ kind: 'reset-before' })),
  fromThenOn('401 for good', () => answer(401, {}, ERRORS)),
]

/**
 * Tokens that were good before a request are not from then on, as when they expire in the middle of a
 * transfer; for registries with a token server.
 *
 * @param challenge the `WWW-Authenticate` header of the registry
 */
export function expiringTokens(challenge: string): FaultKind {
  return {
    title: '401 after a while',
    passing: true,
    plan(k) {
      const expired = new Set<string>()
      return ({ number, authorization }) => {
        if (authorization === undefined) return undefined
        if (number <= k) expired.add(authorization)
        const refused = number >= k && expired.has(authorization)
        const headers = { 'www-authenticate': `${challenge},error="invalid_token"` }
        return refused ? answer(401, headers) : undefined
      }
    },
  }
}

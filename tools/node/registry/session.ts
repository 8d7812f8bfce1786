import { setMaxListeners } from 'node:events'
import { ExpectedFailure } from '../../core/failure.ts'
import type { Repository } from '../../core/reference.ts'
import { DOCKER_HUB, formatRepository } from '../../core/reference.ts'
import { describeErrors, parseErrorBody } from '../../core/registry/error_body.ts'
import type { RetryPolicy } from '../../core/registry/retry_policy.ts'
import {
  DEFAULT_RETRY_POLICY,
  isPassing,
  parseRetryAfter,
} from '../../core/registry/retry_policy.ts'
import { Authorizer } from './auth/authorizer.ts'
import type { CredentialSearch } from './auth/credential.ts'
import { findCredential } from './auth/credential_files.ts'
import type { BackoffContext, Retry, Setback } from './http/backoff.ts'
import { Backoff } from './http/backoff.ts'
import { Connections, isLoopback } from './http/connections.ts'
import type { HttpRequest, Method, RequestBody, Timeouts } from './http/exchange.ts'
import { DEFAULT_TIMEOUTS } from './http/exchange.ts'
import { NetworkError } from './http/network_error.ts'
import { exchangeFollowing } from './http/redirect.ts'
import type { HttpResponse } from './http/response.ts'

/** How to talk to a registry. */
export interface RegistryOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  /** Plain HTTP and unverified TLS are allowed with this registry. Loopback may always be plain. */
  readonly insecure?: boolean
  /** PEM files with certificate authorities to trust besides those of the system. */
  readonly caFiles?: readonly string[]
  /** Connections at most. */
  readonly connections?: number
  readonly timeouts?: Timeouts
  readonly retry?: RetryPolicy
  readonly onRetry?: (retry: Retry) => void
  /** How long a credential helper may take, in milliseconds. */
  readonly helperTimeout?: number
  /** Files to ask how to log in, before those of container tools. */
  readonly authFiles?: readonly string[]
  /** Who says how to log in, instead of the files of container tools. */
  readonly login?: () => Promise<CredentialSearch>
}

/** One request to a registry. */
export interface Call {
  readonly method: Method
  /** A path from `/v2/` on, or an address that the registry gave. */
  readonly to: string | URL
  /** The action in words, to be read after "Cannot". */
  readonly what: string
  /** Token scopes that it needs, such as `repository:org/mnist:pull`. */
  readonly scopes: readonly string[]
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: RequestBody
  /** Statuses that the caller deals with; all others are failures. */
  readonly accept: readonly number[]
}

/** An answer whose body has been read. */
export interface ReadResponse {
  readonly response: HttpResponse
  /** Undefined where it was too large. */
  readonly bytes: Uint8Array | undefined
}

const MAX_ERROR_BODY = 64 * 1024
const DEFAULT_CONNECTIONS = 8

/**
 * A registry as seen from one repository: knows its scheme, how it wants people to log in, and when
 * to try again. To be disposed of, for it keeps connections.
 */
export class RegistrySession implements Disposable {
  readonly repository: Repository
  readonly signal: AbortSignal
  readonly #options: RegistryOptions
  readonly #abortion = new AbortController()
  readonly #connections: Connections
  readonly #authorizer: Authorizer
  #base: Promise<URL> | undefined
  #plain = false
  #answered = false

  /** @param connections those of the registry, where several sessions share them */
  constructor(
    repository: Repository,
    options: RegistryOptions,
    connections = connectionsOf(repository.registry, options),
  ) {
    this.repository = repository
    this.signal = AbortSignal.any([options.signal, this.#abortion.signal])
    // One listener for every request under way is no leak.
    setMaxListeners(0, this.signal)
    this.#options = options
    this.#connections = connections
    this.#authorizer = new Authorizer({
      repository,
      findCredential: options.login ?? (() => findCredential(repository, options)),
      ask: (request) => this.#askTokenServer(request),
      answerWithin: this.#timeouts.answer,
      plain: () => this.#plain,
    })
  }

  /** Requests that were sent so far, redirects, retries and token requests included. */
  get requests(): number {
    return this.#connections.requests
  }

  [Symbol.dispose](): void {
    this.#connections[Symbol.dispose]()
  }

  /** Ends all that is under way; it fails with the reason. */
  abort(reason: unknown): void {
    this.#abortion.abort(reason)
  }

  /** Counts the tries of an action that consists of several requests. */
  backoff(what: string): Backoff {
    return new Backoff(what, this.#backoffContext())
  }

  /**
   * Sends a request; tries again, within the budget, where the network or the server falters.
   *
   * @throws ExpectedFailure for every status that the call does not accept
   */
  async send(call: Call): Promise<HttpResponse> {
    const backoff = this.backoff(call.what)
    for (;;) {
      const outcome = await this.attempt(call)
      if (!('setback' in outcome)) return outcome
      await backoff.wait(outcome.setback)
    }
  }

  /**
   * Like {@link send}, and reads the body whole; a body that breaks off is asked for again.
   *
   * @returns the answer and its body; undefined for a body of more than `limit` bytes
   */
  async sendAndRead(call: Call, limit: number): Promise<ReadResponse> {
    const backoff = this.backoff(call.what)
    for (;;) {
      const response = await this.attempt(call)
      if ('setback' in response) {
        await backoff.wait(response.setback)
        continue
      }
      try {
        return { response, bytes: await response.readAll(limit, this.#timeouts.answer) }
      } catch (error) {
        await backoff.wait(this.setbackOf(error))
      }
    }
  }

  /**
   * Sends a request once, logging in where asked to.
   *
   * @returns the answer, or a setback that another try may overcome
   * @throws ExpectedFailure for every status that is neither accepted nor passing
   */
  async attempt(call: Call): Promise<HttpResponse | { readonly setback: Setback }> {
    try {
      const response = await this.#authorized(call)
      if (call.accept.includes(response.status)) return response
      if (!isPassing(response.status)) throw await this.failureOf(call, response)
      response.discard()
      const retryAfterMs = parseRetryAfter(response.header('retry-after'), Date.now())
      return { setback: { cause: `the registry answered ${response.status}`, retryAfterMs } }
    } catch (error) {
      return { setback: this.setbackOf(error) }
    }
  }

  /**
   * Whether an error is one that another try may overcome.
   *
   * @throws the error itself, or the ExpectedFailure that it means, when it is not
   */
  setbackOf(error: unknown): Setback {
    this.signal.throwIfAborted()
    if (!(error instanceof NetworkError)) throw error
    const { trouble, message: cause, host } = error
    const { registry } = this.repository
    if (trouble === 'untrusted' && host !== undefined && host !== apiHost(registry)) {
      const reason = 'untrusted-other'
      throw new ExpectedFailure({ topic: 'registry', reason, registry, host, cause })
    }
    if (trouble === 'untrusted' || trouble === 'no-tls') {
      throw new ExpectedFailure({ topic: 'registry', reason: trouble, registry, cause })
    }
    // A registry that never answered is a wrong name more often than one that restarts.
    if (trouble === 'unreachable' && !this.#answered) {
      throw new ExpectedFailure({ topic: 'registry', reason: 'unreachable', registry, cause })
    }
    return { cause, stale: trouble === 'broken' && error.reused }
  }

  /** The failure that an answer means which was not hoped for; reads what the registry says about it. */
  async failureOf(call: Call, response: HttpResponse): Promise<ExpectedFailure> {
    const { status } = response
    const within = this.#timeouts.answer
    const body = await response.readAll(MAX_ERROR_BODY, within).catch(() => undefined)
    const text = await this.#authorizer.redact(Buffer.from(body ?? []).toString('utf8'))
    const detail = await this.#authorizer.redact(describeErrors(parseErrorBody(text)))
    if (status !== 403) {
      const { what } = call
      return new ExpectedFailure({
        topic: 'registry',
        reason: 'unexpected-answer',
        what,
        status,
        detail,
      })
    }
    return new ExpectedFailure({
      topic: 'registry',
      reason: 'denied',
      registry: this.repository.registry,
      repository: formatRepository(this.repository),
      action: call.method === 'GET' || call.method === 'HEAD' ? 'read' : 'push to',
      detail,
    })
  }

  async #authorized(call: Call): Promise<HttpResponse> {
    const base = await this.#baseUrl()
    const url = new URL(call.to, base)
    let refusals = 0
    for (;;) {
      const authorization = await this.#authorizationFor(url, base, call.scopes)
      const response = await this.#exchange(call, url, authorization)
      if (response.status !== 401 || url.origin !== base.origin) return response
      const challenge = response.header('www-authenticate')
      response.discard()
      if (authorization !== undefined) refusals += 1
      if (refusals > 1) throw await this.#authorizer.failure(challenge)
      await this.#authorizer.refused(challenge, authorization, call.scopes)
    }
  }

  /** An address on another host, such as a store that takes uploads, is not told who we are. */
  async #authorizationFor(
    url: URL,
    base: URL,
    scopes: readonly string[],
  ): Promise<string | undefined> {
    return url.origin === base.origin ? this.#authorizer.authorization(scopes) : undefined
  }

  async #exchange(call: Call, url: URL, authorization: string | undefined): Promise<HttpResponse> {
    const { method, headers, body, what } = call
    const request: HttpRequest = {
      method,
      url,
      headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) },
      ...(body === undefined ? {} : { body }),
    }
    const response = await exchangeFollowing(request, this.#exchangeContext(), what)
    this.#answered = true
    return response
  }

  get #timeouts(): Timeouts {
    return this.#options.timeouts ?? DEFAULT_TIMEOUTS
  }

  #exchangeContext() {
    return {
      connections: this.#connections,
      timeouts: this.#timeouts,
      signal: this.signal,
    }
  }

  #backoffContext(): BackoffContext {
    return {
      policy: this.#options.retry ?? DEFAULT_RETRY_POLICY,
      signal: this.signal,
      onRetry: this.#options.onRetry ?? (() => undefined),
    }
  }

  /** The token server is tried like the registry; what it answers is for the authorizer to judge. */
  async #askTokenServer(request: HttpRequest): Promise<HttpResponse> {
    const what = `get a token from "${request.url.host}"`
    const backoff = this.backoff(what)
    for (;;) {
      try {
        const response = await exchangeFollowing(request, this.#exchangeContext(), what)
        if (!isPassing(response.status)) return response
        response.discard()
        const retryAfterMs = parseRetryAfter(response.header('retry-after'), Date.now())
        await backoff.wait({ cause: `the server answered ${response.status}`, retryAfterMs })
      } catch (error) {
        await backoff.wait(this.setbackOf(error))
      }
    }
  }

  #baseUrl(): Promise<URL> {
    this.#base ??= this.#findBase()
    return this.#base
  }

  /** Plain HTTP only where it is allowed, and there only when the server does not speak TLS. */
  async #findBase(): Promise<URL> {
    const https = new URL(`https://${apiHost(this.repository.registry)}`)
    if (this.#options.insecure !== true && !isLoopback(https.hostname)) return https
    const port = Number(https.port === '' ? 443 : https.port)
    if (await this.#connections.speaksTls(https.hostname, port, this.#timeouts.connect))
      return https
    this.#plain = true
    return new URL(`http://${apiHost(this.repository.registry)}`)
  }
}

/** Makes what holds the connections to a registry. */
export function connectionsOf(registry: string, options: RegistryOptions): Connections {
  return new Connections({
    unverifiedHost: options.insecure === true ? apiHost(registry) : undefined,
    caFiles: options.caFiles ?? [],
    perHost: options.connections ?? DEFAULT_CONNECTIONS,
    env: options.env,
  })
}

/** Docker Hub's API has a host of its own. */
function apiHost(registry: string): string {
  return registry === DOCKER_HUB ? 'registry-1.docker.io' : registry
}

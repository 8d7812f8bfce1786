import { readFileSync } from 'node:fs'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { SecureContext } from 'node:tls'
import { createSecureContext, getCACertificates } from 'node:tls'
import { ExpectedFailure } from '../../../core/failure.ts'
import { speaksTls } from './speaks_tls.ts'

/** Whom to trust, and how many connections to hold. */
export interface ConnectionOptions {
  /** `HOST[:PORT]` whose certificate is not verified; nobody else is meant by it. */
  readonly unverifiedHost: string | undefined
  /** PEM files with certificate authorities to trust besides those of the system. */
  readonly caFiles: readonly string[]
  /** Connections to one server at most. */
  readonly perHost: number
  /** For HTTP_PROXY, HTTPS_PROXY and NO_PROXY. Loopback addresses are never asked of a proxy. */
  readonly env: Readonly<Record<string, string | undefined>>
}

const LOOPBACK = /^(?:localhost|.*\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/** Whether a host name means this machine. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname)
}

/** Keeps connections to use them again; to be disposed of, or the program stays until they time out. */
export class Connections implements Disposable {
  readonly #options: ConnectionOptions
  readonly #agents = new Map<string, HttpAgent>()
  readonly #speakTls = new Map<string, Promise<boolean>>()
  #requests = 0
  #secureContext: SecureContext | undefined

  constructor(options: ConnectionOptions) {
    this.#options = options
  }

  /** Requests that were started, redirects, retries and token requests included. */
  get requests(): number {
    return this.#requests
  }

  /** Notes one more request. */
  count(): void {
    this.#requests += 1
  }

  /** Whether a server speaks TLS, see {@link speaksTls}; found out once. */
  speaksTls(hostname: string, port: number, timeout: number): Promise<boolean> {
    const key = `${hostname}:${port}`
    const speaks = this.#speakTls.get(key) ?? speaksTls(hostname, port, timeout)
    this.#speakTls.set(key, speaks)
    return speaks
  }

  /** The agent for an address: https or http, verified or not, by proxy or not. */
  agentFor(url: URL): HttpAgent {
    const verified = url.host !== this.#options.unverifiedHost
    const direct = isLoopback(url.hostname)
    const key = `${url.protocol} ${verified} ${direct}`
    const known = this.#agents.get(key)
    if (known !== undefined) return known
    const agent = this.#make(url.protocol === 'https:', verified, direct)
    this.#agents.set(key, agent)
    return agent
  }

  [Symbol.dispose](): void {
    for (const agent of this.#agents.values()) agent.destroy()
  }

  #make(tls: boolean, verified: boolean, direct: boolean): HttpAgent {
    const options = {
      keepAlive: true,
      maxSockets: this.#options.perHost,
      ...(direct ? {} : { proxyEnv: this.#options.env }),
    }
    if (!tls) return new HttpAgent(options)
    return new HttpsAgent(
      verified
        ? { ...options, secureContext: this.#trust() }
        : { ...options, rejectUnauthorized: false },
    )
  }

  /** The system's and Node's own certificate authorities, and the given ones. Made once: it takes a while. */
  #trust(): SecureContext {
    const given = this.#options.caFiles.map(readCertificates)
    this.#secureContext ??= createSecureContext({
      ca: [...getCACertificates('default'), ...getCACertificates('system'), ...given],
    })
    return this.#secureContext
  }
}

function readCertificates(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error)
    throw new ExpectedFailure({ topic: 'file', reason: 'unreadable', path, cause })
  }
}

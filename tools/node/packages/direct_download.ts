import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { ExpectedFailure } from '../../core/failure.ts'
import type { IndexAccess } from '../../core/python/index_access.ts'
import { indexAccess, loginFor } from '../../core/python/index_access.ts'
import { Connections } from '../registry/http/connections.ts'
import { DEFAULT_TIMEOUTS } from '../registry/http/exchange.ts'
import { NetworkError } from '../registry/http/network_error.ts'
import { exchangeFollowing } from '../registry/http/redirect.ts'
import type { HttpResponse } from '../registry/http/response.ts'
import type { Shell } from '../shell.ts'
import { writeFailure } from '../write_failure.ts'
import { configuredAccess, netrcLogins } from './machine_access.ts'

/** A file whose address is known. */
export interface DirectFile {
  readonly url: string
  /** Any file is taken where it is not known. */
  readonly sha256: string | undefined
  /** Where it goes. */
  readonly out: string
}

/** What became of it. Nothing is left unless it was fetched. */
export type DirectOutcome =
  | { readonly kind: 'fetched' }
  | { readonly kind: 'other-hash'; readonly found: string }
  | { readonly kind: 'refused'; readonly detail: string }

/**
 * Downloads a file from an index, as pip and uv of this machine would: with their logins, certificates and
 * proxies. Their files are read only where variables do not suffice, since asking pip takes longer than a
 * download.
 */
export async function downloadDirect(
  file: DirectFile,
  shell: Pick<Shell, 'env' | 'explain' | 'signal'>,
): Promise<DirectOutcome> {
  const simple = indexAccess(shell.env)
  const first = await attempt(file, simple, shell)
  if (first.kind !== 'refused') return first
  const whole = await configuredAccess(shell)
  const same = JSON.stringify(whole) === JSON.stringify(simple)
  return same ? first : await attempt(file, whole, shell)
}

async function attempt(
  file: DirectFile,
  access: IndexAccess,
  { env, signal, explain }: Pick<Shell, 'env' | 'explain' | 'signal'>,
): Promise<DirectOutcome> {
  const url = new URL(file.url)
  const login = loginFor(file.url, access.indexes, await netrcLogins(env))
  using connections = new Connections({
    unverifiedHost: [url.host, url.hostname].some((host) => access.unverified.includes(host))
      ? url.host
      : undefined,
    caFiles: access.caFiles,
    perHost: 1,
    env: access.proxies,
  })
  const authorization =
    login && `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`
  const headers = authorization === undefined ? {} : { authorization }
  const context = { connections, timeouts: DEFAULT_TIMEOUTS, signal }
  try {
    const request = { method: 'GET', url, headers } as const
    const response = await exchangeFollowing(request, context, 'fetch a wheel')
    if (response.status === 200) return await receive(response, file, signal)
    response.discard()
    return { kind: 'refused', detail: `${url.host} answers ${response.status}` }
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof NetworkError)
      return { kind: 'refused', detail: `${error.host ?? url.host}: ${error.message}` }
    if (!(error instanceof ExpectedFailure) || isOfOutput(error)) throw error
    return { kind: 'refused', detail: explain(error.failure) }
  }
}

/** A folder that cannot be written to is no reason to try again. */
function isOfOutput({ failure }: ExpectedFailure): boolean {
  return failure.topic === 'file' && failure.reason !== 'unreadable'
}

async function receive(
  response: HttpResponse,
  { out, sha256 }: DirectFile,
  signal: AbortSignal,
): Promise<DirectOutcome> {
  const hash = createHash('sha256')
  const hashed = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of response.stream()) {
      hash.update(chunk)
      yield chunk
    }
  }
  try {
    await pipeline(hashed(), createWriteStream(out), { signal })
    const found = hash.digest('hex')
    if (sha256 === undefined || found === sha256) return { kind: 'fetched' }
    await rm(out)
    return { kind: 'other-hash', found }
  } catch (error) {
    await rm(out, { force: true })
    throw error instanceof NetworkError
      ? error
      : writeFailure(out, response.contentLength ?? 0, error)
  }
}

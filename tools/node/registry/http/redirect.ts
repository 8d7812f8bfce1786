import { ExpectedFailure } from '../../../core/failure.ts'
import type { ExchangeContext, HttpRequest } from './exchange.ts'
import { exchange } from './exchange.ts'
import type { HttpResponse } from './response.ts'

const MAX_REDIRECTS = 10

/**
 * Sends a request and follows redirects. `Authorization` goes to nobody but the first server, and TLS
 * is not given up on the way.
 *
 * @param what the action in words, to be read after "Cannot"
 */
export async function exchangeFollowing(
  request: HttpRequest,
  context: ExchangeContext,
  what: string,
): Promise<HttpResponse> {
  let current = request
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const response = await exchange(current, context)
    const location = redirectOf(response, request)
    if (location === undefined) return response
    response.discard()
    current = redirected(current, resolveLocation(location, current.url, what))
  }
  throw badLocation(what, `the server redirects more than ${MAX_REDIRECTS} times`)
}

/**
 * Reads an address that a server names, absolute or relative to the one that was asked.
 *
 * @throws ExpectedFailure when it is no http or https address, carries a user name, or gives TLS up
 */
export function resolveLocation(location: string, base: URL, what: string): URL {
  const url = URL.parse(location, base)
  if (url === null) throw badLocation(what, 'the server names an address that is none')
  if (!/^https?:$/.test(url.protocol)) {
    throw badLocation(what, `the server names an address that starts with "${url.protocol}"`)
  }
  if (url.username !== '' || url.password !== '') {
    throw badLocation(what, 'the server names an address with a user name in it')
  }
  if (base.protocol === 'https:' && url.protocol === 'http:') {
    // A registry behind a proxy that ends TLS often does not know of it.
    if (url.hostname !== base.hostname) {
      throw badLocation(what, `the server names "${url.host}" without TLS`)
    }
    url.protocol = 'https:'
    url.port = base.port
  }
  url.hash = ''
  return url
}

function badLocation(what: string, problem: string): ExpectedFailure {
  return new ExpectedFailure({ topic: 'registry', reason: 'bad-location', what, problem })
}

/** Where a request is to be sent instead; a request that changes things follows 307 and 308 only. */
function redirectOf(response: HttpResponse, { method }: HttpRequest): string | undefined {
  const { status } = response
  const keepsMethod = status === 307 || status === 308
  const reads = method === 'GET' || method === 'HEAD'
  const follows = keepsMethod || (reads && status >= 301 && status <= 303)
  return follows ? response.header('location') : undefined
}

function redirected(request: HttpRequest, url: URL): HttpRequest {
  if (url.origin === request.url.origin) return { ...request, url }
  const headers = Object.entries(request.headers).filter(([name]) => name !== 'authorization')
  return { ...request, url, headers: Object.fromEntries(headers) }
}

import { ExpectedFailure } from '../../../core/failure.ts'
import { bytesBody } from '../http/bytes_body.ts'
import type { HttpRequest } from '../http/exchange.ts'
import type { HttpResponse } from '../http/response.ts'
import type { Credential } from './credential.ts'
import { basicAuthorization } from './credential.ts'

/** What a `Bearer` challenge asks for (distribution, "Token Authentication Specification"). */
export interface TokenRealm {
  readonly url: URL
  readonly service: string | undefined
}

/** A bearer token, and until when it may be used. */
export interface Token {
  readonly value: string
  /** Milliseconds of `Date.now`. */
  readonly expires: number
}

/** Sends a request with retries and redirects, and returns whatever the server answers. */
export type Ask = (request: HttpRequest) => Promise<HttpResponse>

/** What a token is asked for with. */
export interface TokenQuestion {
  readonly registry: string
  readonly realm: TokenRealm
  readonly scopes: readonly string[]
  readonly credential: Credential | undefined
  readonly ask: Ask
  /** Milliseconds. */
  readonly answerWithin: number
}

/** The token server's answer: a token, or that it does not accept the credential. */
export type TokenAnswer =
  | { readonly kind: 'token'; readonly token: Token }
  | { readonly kind: 'refused'; readonly status: number }

const MAX_ANSWER = 1024 * 1024
/** What the specification says for a token server that does not say. */
const DEFAULT_LIFETIME_SECONDS = 60
const CLIENT = 'rt'

/**
 * Gets a token: by GET with a user's name and password or as nobody, by POST (OAuth 2) with a refresh
 * token.
 *
 * @throws ExpectedFailure when the server's answer makes no sense
 */
export async function fetchToken(question: TokenQuestion): Promise<TokenAnswer> {
  const asked = Date.now()
  const response = await question.ask(tokenRequest(question))
  const { status } = response
  if (status >= 400 && status < 500) {
    response.discard()
    return { kind: 'refused', status }
  }
  if (status !== 200) {
    response.discard()
    throw problem(question, `it answered ${status}`)
  }
  const body = await response.readAll(MAX_ANSWER, question.answerWithin)
  if (body === undefined) throw problem(question, 'its answer is too large')
  const token = readToken(Buffer.from(body).toString('utf8'), asked)
  if (token === undefined) throw problem(question, 'its answer holds no token')
  return { kind: 'token', token }
}

function tokenRequest({ realm, scopes, credential }: TokenQuestion): HttpRequest {
  if (credential?.kind === 'identity-token') {
    const form = new URLSearchParams({ grant_type: 'refresh_token', client_id: CLIENT })
    if (realm.service !== undefined) form.set('service', realm.service)
    form.set('scope', scopes.join(' '))
    form.set('refresh_token', credential.token)
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    return {
      method: 'POST',
      url: realm.url,
      headers,
      body: bytesBody(Buffer.from(form.toString())),
    }
  }
  const url = new URL(realm.url)
  if (realm.service !== undefined) url.searchParams.set('service', realm.service)
  for (const scope of scopes) url.searchParams.append('scope', scope)
  if (credential?.kind !== 'basic') return { method: 'GET', url, headers: {} }
  url.searchParams.set('account', credential.username)
  const authorization = basicAuthorization(credential.username, credential.password)
  return { method: 'GET', url, headers: { authorization } }
}

function readToken(text: string, asked: number): Token | undefined {
  let answer: unknown
  try {
    answer = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof answer !== 'object' || answer === null) return undefined
  const fields = answer as Readonly<Record<string, unknown>>
  // Some servers fill one of the two and leave the other empty.
  const value = fields['token'] || fields['access_token']
  // What goes into a header must be fit for one.
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) return undefined
  const lifetime = fields['expires_in']
  const seconds = typeof lifetime === 'number' && lifetime > 0 ? lifetime : DEFAULT_LIFETIME_SECONDS
  return { value, expires: asked + usableMs(seconds) }
}

/** A token is renewed a little before it expires: a tenth of its life, ten seconds at most. */
function usableMs(seconds: number): number {
  return (seconds - Math.min(10, seconds / 10)) * 1000
}

function problem({ registry, realm }: TokenQuestion, text: string): ExpectedFailure {
  const server = `${realm.url.origin}${realm.url.pathname}`
  return new ExpectedFailure({
    topic: 'registry',
    reason: 'token-server',
    registry,
    server,
    problem: text,
  })
}

import { X509Certificate, sign } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Certificate } from './certificate.ts'
import { serveLoopback } from './http_server.ts'

/** What a registry must know to trust the tokens of a server. */
export interface TokenAuthority {
  readonly realm: string
  readonly service: string
  readonly issuer: string
  /** Path of the PEM file of the certificate that tokens are signed with. */
  readonly certificate: string
}

/** What a token server was asked. */
export interface TokenQuestion {
  readonly method: string
  /** The user that proved who they are; undefined for nobody. */
  readonly user: string | undefined
  readonly service: string | null
  readonly scopes: readonly string[]
}

/** A token server that runs until it is disposed of. */
export interface TokenServer extends TokenAuthority, AsyncDisposable {
  readonly host: string
  /** All questions so far. */
  readonly asked: readonly TokenQuestion[]
  /**
   * How long the tokens are good that are given from now on, in seconds; less than a second is over by the
   * time that a token arrives.
   */
  lifetime: number
}

/** How a token server is to be. */
export interface TokenServerOptions {
  /** Signs the tokens. */
  readonly certificate: Certificate
  readonly username: string
  readonly password: string
  /** Good for a token as well, by POST. */
  readonly refreshToken: string
}

const SERVICE = 'test-registry'
const ISSUER = 'test-issuer'

/**
 * Starts a token server (distribution, "Token Authentication Specification"): nobody may pull, its one
 * user may do everything; by GET with a user's name and password, and by POST with a refresh token.
 */
export async function startTokenServer(options: TokenServerOptions): Promise<TokenServer> {
  const key = await readFile(options.certificate.key, 'utf8')
  const certificate = new X509Certificate(await readFile(options.certificate.certificate))
  const chain = certificate.raw.toString('base64')
  const asked: TokenQuestion[] = []
  const state = { lifetime: 300 }
  const { host, [Symbol.asyncDispose]: dispose } = await serveLoopback((request, response) => {
    void answer(request, response).catch(() => response.destroy())
  })
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const question = await readQuestion(request, options)
    if (question === 'refused') return void response.writeHead(401).end()
    asked.push(question)
    const token = makeToken(question, state.lifetime, { key, chain })
    if (state.lifetime < 1) await sleep(state.lifetime * 1000)
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ token, expires_in: state.lifetime }))
  }
  return {
    ...{ host, asked, realm: `http://${host}/token`, service: SERVICE, issuer: ISSUER },
    certificate: options.certificate.certificate,
    get lifetime() {
      return state.lifetime
    },
    set lifetime(seconds) {
      state.lifetime = seconds
    },
    [Symbol.asyncDispose]: dispose,
  }
}

async function readQuestion(
  request: IncomingMessage,
  { username, password, refreshToken }: TokenServerOptions,
): Promise<TokenQuestion | 'refused'> {
  const method = request.method ?? ''
  const url = new URL(request.url ?? '/', 'http://token')
  let form = url.searchParams
  let user: string | undefined
  if (method === 'POST') {
    const body: Buffer[] = []
    for await (const chunk of request) body.push(chunk as Buffer)
    form = new URLSearchParams(Buffer.concat(body).toString('utf8'))
    if (form.get('refresh_token') !== refreshToken) return 'refused'
    user = username
  } else if (request.headers.authorization !== undefined) {
    const expected = Buffer.from(`${username}:${password}`).toString('base64')
    if (request.headers.authorization !== `Basic ${expected}`) return 'refused'
    user = username
  }
  const scopes = form.getAll('scope').flatMap((scope) => scope.split(' '))
  return { method, user, service: form.get('service'), scopes }
}

/** A JSON web token (RFC 7519) with what its bearer may do. */
function makeToken(
  { user, scopes }: TokenQuestion,
  lifetime: number,
  { key, chain }: { readonly key: string; readonly chain: string },
): string {
  const now = Math.floor(Date.now() / 1000)
  const access = scopes.flatMap((scope) => {
    const [type, name, actions = ''] = scope.split(':')
    const granted = actions.split(',').filter((action) => user !== undefined || action === 'pull')
    return type === 'repository' ? [{ type, name, actions: granted }] : []
  })
  const claims = {
    ...{ iss: ISSUER, sub: user ?? '', aud: SERVICE, jti: String(Math.random()) },
    ...{ iat: now, nbf: now - 60, exp: now + Math.ceil(lifetime), access },
  }
  const content = [{ alg: 'ES256', typ: 'JWT', x5c: [chain] }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  const signature = sign('sha256', Buffer.from(content), { key, dsaEncoding: 'ieee-p1363' })
  return `${content}.${signature.toString('base64url')}`
}

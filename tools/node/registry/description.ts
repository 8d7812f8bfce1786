import { ExpectedFailure } from '../../core/failure.ts'
import type { Repository } from '../../core/reference.ts'
import { formatRepository } from '../../core/reference.ts'
import type { Login } from './auth/save_login.ts'
import { bytesBody } from './http/bytes_body.ts'
import type { Connections } from './http/connections.ts'
import type { HttpRequest, Timeouts } from './http/exchange.ts'
import { exchange } from './http/exchange.ts'
import { NetworkError } from './http/network_error.ts'

/** Registries whose way of taking descriptions is known. */
export type DescriptionKind = 'dockerhub' | 'quay'

/** A text that a registry is to show of a repository. */
export interface Description {
  readonly kind: DescriptionKind
  /** Address of the API, such as `https://hub.docker.com/`. */
  readonly api: URL
  readonly repository: Repository
  /** Markdown. */
  readonly text: string
  readonly login: Login
}

/** What requests for a description need. */
export interface DescriptionContext {
  readonly connections: Connections
  readonly timeouts: Timeouts
  readonly signal: AbortSignal
}

/** Most bytes of a description that each takes, as its service says. */
export const DESCRIPTION_LIMITS: Readonly<Record<DescriptionKind, number>> = {
  dockerhub: 25_000,
  quay: 1_000_000,
}

const MAX_ANSWER = 64 * 1024

/**
 * Writes the description of a repository. Docker Hub gives a token for user and password; quay.io takes an OAuth token
 * of its API, which is the password of the user `$oauthtoken`.
 *
 * @throws ExpectedFailure where the service refuses, or cannot be reached
 */
export async function writeDescription(
  description: Description,
  context: DescriptionContext,
): Promise<void> {
  const { kind, repository, text, login } = description
  if (kind === 'quay') {
    const path = `api/v1/repository/${repository.name}`
    const request = { method: 'PUT', path, body: { description: text } } as const
    await ask(
      description,
      'write',
      { ...request, authorization: `Bearer ${login.password}` },
      context,
    )
    return
  }
  const body = { username: login.username, password: login.password }
  const answer = await ask(
    description,
    'log in',
    { method: 'POST', path: 'v2/users/login', body },
    context,
  )
  const authorization = `JWT ${tokenOf(answer, description)}`
  const path = `v2/repositories/${repository.name}/`
  const written = {
    method: 'PATCH',
    path,
    body: { full_description: text },
    authorization,
  } as const
  await ask(description, 'write', written, context)
}

interface Question {
  readonly method: HttpRequest['method']
  readonly path: string
  readonly body: Readonly<Record<string, string>>
  readonly authorization?: string
}

/** Sends JSON, and gives the answer's text. A redirect is a refusal: nobody else is told who we are. */
async function ask(
  { api, repository }: Description,
  step: 'log in' | 'write',
  { method, path, body, authorization }: Question,
  context: DescriptionContext,
): Promise<string> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' }
  const request: HttpRequest = {
    method,
    url: new URL(path, api),
    headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) },
    body: bytesBody(Buffer.from(JSON.stringify(body))),
  }
  try {
    const response = await exchange(request, context)
    const bytes = await response.readAll(MAX_ANSWER, context.timeouts.answer)
    if (response.status >= 200 && response.status < 300) return Buffer.from(bytes ?? []).toString()
    throw refused(repository, step, response.status)
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error
    const { message: cause } = error
    throw new ExpectedFailure({
      topic: 'registry',
      reason: 'unreachable',
      registry: api.host,
      cause,
    })
  }
}

function tokenOf(answer: string, { repository }: Description): string {
  const token = parseToken(answer)
  if (typeof token === 'string' && token !== '') return token
  throw refused(repository, 'log in', 200)
}

function parseToken(answer: string): unknown {
  try {
    const document: unknown = JSON.parse(answer)
    const isRecord = typeof document === 'object' && document !== null
    return isRecord && 'token' in document ? document.token : undefined
  } catch {
    return undefined
  }
}

function refused(
  repository: Repository,
  step: 'log in' | 'write',
  status: number,
): ExpectedFailure {
  return new ExpectedFailure({
    topic: 'manager',
    reason: 'description-refused',
    repository: formatRepository(repository),
    step,
    status,
  })
}

import { ExpectedFailure } from '../../../core/failure.ts'
import type { Repository } from '../../../core/reference.ts'
import { formatRepository } from '../../../core/reference.ts'
import type { Challenge } from '../../../core/registry/challenge.ts'
import { parseChallenges } from '../../../core/registry/challenge.ts'
import { isLoopback } from '../http/connections.ts'
import type { Credential, CredentialSearch } from './credential.ts'
import { basicAuthorization, secretsOf } from './credential.ts'
import type { Ask, Token, TokenRealm } from './token.ts'
import { fetchToken } from './token.ts'

/** What logging in to one registry needs. */
export interface AuthorizerOptions {
  readonly repository: Repository
  /** Looked for when the registry asks for a login, and not before. */
  readonly findCredential: () => Promise<CredentialSearch>
  readonly ask: Ask
  /** How long the answer of a token server may take to arrive whole, in milliseconds. */
  readonly answerWithin: number
  /** Whether the registry itself is reached by plain HTTP. */
  readonly plain: () => boolean
}

/** What a registry's last challenge asked for. */
type Scheme =
  | { readonly kind: 'basic' }
  | { readonly kind: 'bearer'; readonly realm: TokenRealm; readonly scopes: readonly string[] }

/** Makes the `Authorization` of every request the way the registry states it. */
export class Authorizer {
  readonly #options: AuthorizerOptions
  #scheme: Scheme | undefined
  #search: Promise<CredentialSearch> | undefined
  readonly #tokens = new Map<string, Promise<Token>>()

  constructor(options: AuthorizerOptions) {
    this.#options = options
  }

  /** The header for a request; undefined as long as the registry has not asked for a login. */
  async authorization(scopes: readonly string[]): Promise<string | undefined> {
    if (this.#scheme === undefined) return undefined
    const credential = await this.#credential()
    if (credential?.kind === 'registry-token') return `Bearer ${credential.token}`
    if (this.#scheme.kind === 'basic') return this.#basic(credential)
    const token = await this.#token(this.#scheme, scopes)
    return `Bearer ${token.value}`
  }

  /**
   * Takes note of a `401`, so that the next {@link authorization} is another one.
   *
   * @param refused the header that was sent
   * @throws ExpectedFailure when there is no other way to log in
   */
  async refused(
    header: string | undefined,
    refused: string | undefined,
    scopes: readonly string[],
  ): Promise<void> {
    const challenges = parseChallenges(header ?? '')
    const scheme = chooseScheme(challenges)
    const known = this.#scheme
    this.#scheme = scheme ?? known
    if (this.#scheme === undefined) throw await this.#withoutScheme(challenges)
    if (refused === undefined || known === undefined) return
    if (known.kind === 'basic' || (await this.#credential())?.kind === 'registry-token') {
      throw await this.failure(header)
    }
    const key = scopeKey(this.#scopesOf(known, scopes))
    const token = await this.#tokens.get(key)?.catch(() => undefined)
    // Another request may have renewed it in the meantime.
    if (token !== undefined && `Bearer ${token.value}` === refused) this.#tokens.delete(key)
  }

  /** A text of somebody else without what we prove ourselves with, should they repeat it. */
  async redact(text: string): Promise<string> {
    const tokens = await Promise.allSettled(this.#tokens.values())
    const secrets = tokens.flatMap((token) =>
      token.status === 'fulfilled' ? [token.value.value] : [],
    )
    const search = await this.#search?.catch(() => undefined)
    if (search?.kind === 'found') secrets.push(...secretsOf(search.credential))
    return secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text)
  }

  /** The failure of a `401` that a fresh authorization did not solve. */
  async failure(header: string | undefined): Promise<ExpectedFailure> {
    const credential = await this.#credential()
    const challenge = parseChallenges(header ?? '').find(({ parameters }) => parameters['error'])
    const detail = await this.redact(challenge?.parameters['error'] ?? '')
    if (credential === undefined) return this.#loginRequired()
    const { repository } = this.#options
    if (detail === 'insufficient_scope') {
      return new ExpectedFailure({
        topic: 'registry',
        reason: 'denied',
        registry: repository.registry,
        repository: formatRepository(repository),
        action: 'use',
        detail,
      })
    }
    return this.#credentialsRefused(credential, detail)
  }

  #credentialsRefused({ origin }: Credential, detail: string): ExpectedFailure {
    const { repository } = this.#options
    return new ExpectedFailure({
      topic: 'registry',
      reason: 'credentials-refused',
      registry: repository.registry,
      repository: formatRepository(repository),
      origin,
      detail: /^[\w .-]{0,80}$/.test(detail) ? detail : '',
    })
  }

  async #basic(credential: Credential | undefined): Promise<string> {
    if (credential?.kind !== 'basic') throw await this.#loginRequired()
    return basicAuthorization(credential.username, credential.password)
  }

  /** The failure of a `401` whose challenges cannot be answered; some registries send none at all. */
  async #withoutScheme(challenges: readonly Challenge[]): Promise<ExpectedFailure> {
    if (challenges.length === 0) return this.#loginRequired()
    const { repository } = this.#options
    return new ExpectedFailure({
      topic: 'registry',
      reason: 'unsupported-scheme',
      registry: repository.registry,
      repository: formatRepository(repository),
      schemes: [...new Set(challenges.map(({ scheme }) => scheme))],
    })
  }

  async #loginRequired(): Promise<ExpectedFailure> {
    const search = await this.#find()
    const { repository } = this.#options
    const problem = search.kind === 'none' ? search.helperProblem : undefined
    return new ExpectedFailure({
      topic: 'registry',
      reason: 'login-required',
      registry: repository.registry,
      repository: formatRepository(repository),
      ...(problem === undefined ? {} : { helperProblem: problem }),
    })
  }

  async #credential(): Promise<Credential | undefined> {
    const search = await this.#find()
    return search.kind === 'found' ? search.credential : undefined
  }

  async #find(): Promise<CredentialSearch> {
    const known = this.#search
    const search = await known
    const isStale = search?.kind === 'found' && (search.expires ?? Infinity) <= Date.now()
    // Whoever comes first looks again.
    if (isStale && this.#search === known) this.#search = undefined
    this.#search ??= this.#options.findCredential()
    return this.#search
  }

  /** The scopes that we know to need; where there are none, those that the registry named. */
  #scopesOf(scheme: Scheme, scopes: readonly string[]): readonly string[] {
    return scheme.kind === 'bearer' && scopes.length === 0 ? scheme.scopes : scopes
  }

  /** One token a set of scopes, also when several requests need it at once. */
  async #token(scheme: Scheme & { kind: 'bearer' }, wanted: readonly string[]): Promise<Token> {
    const scopes = this.#scopesOf(scheme, wanted)
    const key = scopeKey(scopes)
    const known = this.#tokens.get(key)
    if (known !== undefined) {
      const token = await known
      if (token.expires > Date.now()) return token
      // Whoever comes first renews it.
      if (this.#tokens.get(key) === known) this.#tokens.delete(key)
    }
    const fetching = this.#tokens.get(key) ?? this.#fetch(scheme.realm, scopes)
    this.#tokens.set(key, fetching)
    fetching.catch(() => {
      if (this.#tokens.get(key) === fetching) this.#tokens.delete(key)
    })
    return fetching
  }

  async #fetch(realm: TokenRealm, scopes: readonly string[]): Promise<Token> {
    const credential = await this.#credential()
    const { repository, ask, answerWithin, plain } = this.#options
    const { registry } = repository
    if (realm.url.protocol === 'http:' && !plain() && !isLoopback(realm.url.hostname)) {
      const problem = 'it wants the credential without TLS'
      const server = realm.url.origin
      throw new ExpectedFailure({
        topic: 'registry',
        reason: 'token-server',
        registry,
        server,
        problem,
      })
    }
    const answer = await fetchToken({ registry, realm, scopes, credential, ask, answerWithin })
    if (answer.kind === 'token') return answer.token
    if (credential === undefined) throw await this.#loginRequired()
    throw this.#credentialsRefused(credential, `the token server answered ${answer.status}`)
  }
}

/** Bearer where it is offered, Basic else; other schemes are not spoken. */
function chooseScheme(challenges: readonly Challenge[]): Scheme | undefined {
  for (const { scheme, parameters } of challenges) {
    const url = scheme === 'bearer' ? URL.parse(parameters['realm'] ?? '') : null
    if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '') continue
    const scopes = (parameters['scope'] ?? '').split(' ').filter((scope) => scope !== '')
    return { kind: 'bearer', realm: { url, service: parameters['service'] }, scopes }
  }
  return challenges.some(({ scheme }) => scheme === 'basic') ? { kind: 'basic' } : undefined
}

function scopeKey(scopes: readonly string[]): string {
  return scopes.toSorted().join(' ')
}

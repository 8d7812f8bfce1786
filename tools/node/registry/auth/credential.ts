/** How somebody proves who they are. Never printed: hence no interpolation of it anywhere. */
export type Credential =
  | {
      readonly kind: 'basic'
      readonly username: string
      readonly password: string
      readonly origin: string
    }
  /** A refresh token for the token server. */
  | { readonly kind: 'identity-token'; readonly token: string; readonly origin: string }
  /** A bearer token for the registry itself. */
  | { readonly kind: 'registry-token'; readonly token: string; readonly origin: string }

/** What a search for a credential gave. */
export type CredentialSearch =
  | {
      readonly kind: 'found'
      readonly credential: Credential
      /** When it must be looked for again, in milliseconds since 1970; undefined where it lasts. */
      readonly expires?: number
    }
  /** `helperProblem`: a helper for all registries could not be asked; told when a login proves needed. */
  | { readonly kind: 'none'; readonly helperProblem: string | undefined }

/** What nobody may see of a credential, however it is written. */
export function secretsOf(credential: Credential): readonly string[] {
  if (credential.kind !== 'basic') return [credential.token]
  const { username, password } = credential
  const [, encoded = ''] = basicAuthorization(username, password).split(' ')
  return [encoded, password].filter((secret) => secret !== '')
}

/** The value of an `Authorization` header for the Basic scheme (RFC 7617). */
export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`
}

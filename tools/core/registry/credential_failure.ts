/** Logging in to a registry did not work. No variant holds a secret. */
export type CredentialFailure =
  | LoginRequired
  | UnsupportedScheme
  | CredentialsRefused
  | Denied
  | HelperFailed
  | MalformedAuthFile
  | TokenServerFailed

/** No credential was found, and the registry wants one. */
export interface LoginRequired {
  readonly topic: 'registry'
  readonly reason: 'login-required'
  readonly registry: string
  readonly repository: string
  /** Why a helper for all registries gave none. */
  readonly helperProblem?: string
}

/** The registry wants a login in a way that rt does not have. */
export interface UnsupportedScheme {
  readonly topic: 'registry'
  readonly reason: 'unsupported-scheme'
  readonly registry: string
  readonly repository: string
  /** Names of the schemes that it offers, such as `negotiate`. */
  readonly schemes: readonly string[]
}

/** The registry, or its token server, does not accept the credential. */
export interface CredentialsRefused {
  readonly topic: 'registry'
  readonly reason: 'credentials-refused'
  readonly registry: string
  readonly repository: string
  /** File or helper that the credential is from. */
  readonly origin: string
  readonly detail: string
}

/** The registry knows who asks, and does not let them. */
export interface Denied {
  readonly topic: 'registry'
  readonly reason: 'denied'
  readonly registry: string
  readonly repository: string
  readonly action: string
  readonly detail: string
}

/** A credential helper ended with an error. */
export interface HelperFailed {
  readonly topic: 'registry'
  readonly reason: 'helper-failed'
  readonly registry: string
  readonly helper: string
  readonly cause: string
}

/** A file of credentials that cannot be read. */
export interface MalformedAuthFile {
  readonly topic: 'registry'
  readonly reason: 'malformed-auth-file'
  readonly path: string
  readonly problem: string
}

/** The token server of the registry gave no token. */
export interface TokenServerFailed {
  readonly topic: 'registry'
  readonly reason: 'token-server'
  readonly registry: string
  readonly server: string
  readonly problem: string
}

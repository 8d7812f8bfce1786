/** Logging in to a registry did not work. No variant holds a secret. */
export type CredentialFailure =
  /** No credential was found, and the registry wants one. */
  | {
      readonly topic: 'registry'
      readonly reason: 'login-required'
      readonly registry: string
      readonly repository: string
      /** Why a helper for all registries gave none. */
      readonly helperProblem?: string
    }
  /** The registry wants a login in a way that rt does not have. */
  | {
      readonly topic: 'registry'
      readonly reason: 'unsupported-scheme'
      readonly registry: string
      readonly repository: string
      /** Names of the schemes that it offers, such as `negotiate`. */
      readonly schemes: readonly string[]
    }
  | {
      readonly topic: 'registry'
      readonly reason: 'credentials-refused'
      readonly registry: string
      readonly repository: string
      /** File or helper that the credential is from. */
      readonly origin: string
      readonly detail: string
    }
  /** The registry knows who asks, and does not let them. */
  | {
      readonly topic: 'registry'
      readonly reason: 'denied'
      readonly registry: string
      readonly repository: string
      readonly action: string
      readonly detail: string
    }
  | {
      readonly topic: 'registry'
      readonly reason: 'helper-failed'
      readonly registry: string
      readonly helper: string
      readonly cause: string
    }
  | {
      readonly topic: 'registry'
      readonly reason: 'malformed-auth-file'
      readonly path: string
      readonly problem: string
    }
  | {
      readonly topic: 'registry'
      readonly reason: 'token-server'
      readonly registry: string
      readonly server: string
      readonly problem: string
    }

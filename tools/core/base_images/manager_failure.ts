/** What can go wrong with what the manager of base images does outside of this machine's files. */
export type ManagerFailure =
  | BuildFailed
  | NoPushTarget
  | NoneMade
  | OtherVersion
  | NoLogin
  | LoginNotAsked
  | UnwritableLogin
  | DescriptionRefused
  | DescriptionTooLong
  | NoDescriptions

/** Bazel could not build the images. */
export interface BuildFailed {
  readonly topic: 'manager'
  readonly reason: 'build-failed'
  /** How it was started, such as `bazel build`. */
  readonly command: string
  /** Its exit code; undefined where there is no such program. */
  readonly code: number | undefined
}

/** A label that leads to another target, which is not that of the image. */
export interface NoPushTarget {
  readonly topic: 'manager'
  readonly reason: 'no-push-target'
  readonly label: string
}

/** All images that are asked for are of those that a matrix does not make. */
export interface NoneMade {
  readonly topic: 'manager'
  readonly reason: 'none-made'
  readonly count: number
}

/** Images of another release of BentoML than that of the matrix. */
export interface OtherVersion {
  readonly topic: 'manager'
  readonly reason: 'other-version'
  readonly wanted: string
  readonly made: string
}

/** Nobody said how to log in. */
export interface NoLogin {
  readonly topic: 'manager'
  readonly reason: 'no-login'
  readonly registry: string
  /** Variables with the user and the password. */
  readonly variables: readonly [user: string, password: string]
  /** The file that may set them. */
  readonly envFile: string
}

/** A registry allows anonymous access, so a login cannot be verified. */
export interface LoginNotAsked {
  readonly topic: 'manager'
  readonly reason: 'login-not-asked'
  readonly registry: string
}

/** A credential helper did not keep a login. */
export interface UnwritableLogin {
  readonly topic: 'manager'
  readonly reason: 'unwritable-login'
  readonly registry: string
  readonly helper: string
  readonly cause: string
}

/** A registry did not take a description. */
export interface DescriptionRefused {
  readonly topic: 'manager'
  readonly reason: 'description-refused'
  /** `HOST/NAME`. */
  readonly repository: string
  readonly step: 'log in' | 'write'
  readonly status: number
}

/** A description that a registry does not take. */
export interface DescriptionTooLong {
  readonly topic: 'manager'
  readonly reason: 'description-too-long'
  readonly path: string
  readonly bytes: number
  readonly limit: number
}

/** A registry that shows no descriptions, or in a way that rt does not know. */
export interface NoDescriptions {
  readonly topic: 'manager'
  readonly reason: 'no-descriptions'
  readonly registry: string
}

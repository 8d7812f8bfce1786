/** What can go wrong with base images, beside mistakes in their manifest. */
export type BaseImagesFailure =
  InvalidDestination | InvalidVersion | NothingToMake | UnreadableImageLock | ManifestExists

/** A registry or an organisation that images cannot be pushed to. */
export interface InvalidDestination {
  readonly topic: 'base-images'
  readonly reason: 'invalid-destination'
  readonly part: 'organization' | 'registry'
  readonly value: string
  /** A clause, such as `"A" is not a valid repository name`. */
  readonly problem: string
}

/** A release of BentoML that no tag can have. */
export interface InvalidVersion {
  readonly topic: 'base-images'
  readonly reason: 'invalid-version'
  readonly version: string
}

/** Releases, versions of Python and distributions that no image is of. */
export interface NothingToMake {
  readonly topic: 'base-images'
  readonly reason: 'nothing-to-make'
  readonly manifest: string
}

/** A lock file that is none. */
export interface UnreadableImageLock {
  readonly topic: 'base-images'
  readonly reason: 'unreadable-lock'
  readonly path: string
  readonly problem: string
}

/** A manifest that a new one would replace. */
export interface ManifestExists {
  readonly topic: 'base-images'
  readonly reason: 'manifest-exists'
  readonly path: string
}

/** `docker load` takes one image, and the index has several. */
export interface TarballFailure {
  readonly topic: 'tarball'
  readonly reason: 'several-platforms'
  /** Those that it has. */
  readonly available: readonly string[]
}

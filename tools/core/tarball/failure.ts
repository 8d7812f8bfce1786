/** An image that cannot be put into a tar. */
export type TarballFailure = {
  readonly topic: 'tarball'
  readonly reason: 'several-platforms'
  readonly available: readonly string[]
}

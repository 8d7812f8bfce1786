/** Options of a build with CUDA whose outputs are not those of other builds, which other tests are using. */
export const CUDA: readonly string[] = [
  '--@rt//runtimes:cuda=true',
  '--platform_suffix=cuda',
  '--experimental_convenience_symlinks=ignore',
]

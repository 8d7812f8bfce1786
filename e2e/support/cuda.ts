/**
 * Options of a build with CUDA whose outputs are not those of other builds, which other tests are using. Tools of the
 * build, too, have a place of their own: they are compiled by another compiler, and each would be built again and again.
 */
export const CUDA: readonly string[] = [
  '--@rt//runtimes:cuda=true',
  '--platform_suffix=cuda',
  '--experimental_exec_configuration_distinguisher=full_hash',
  '--experimental_convenience_symlinks=ignore',
]

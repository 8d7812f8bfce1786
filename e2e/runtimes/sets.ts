/** A large set of packages, as a workspace asks for it. */
export interface LargeSet {
  /** What `--only` calls it. */
  readonly name: string
  /** What is added to MODULE.bazel: the tag of the module extension `runtimes`. */
  readonly tag: string
  /** The flag that turns it on. */
  readonly runtime: 'cuda' | 'rocm' | 'tpu'
  /** The release of Debian that its libraries are made for. */
  readonly suite: string
}

const CUDA_LIBRARIES = [
  'cublas',
  'cudnn',
  'cufft',
  'cusolver',
  'cusparse',
  'nccl',
  'nvjitlink',
  'nvrtc',
]

const cuda = (version: string): LargeSet => ({
  name: `cuda-${version}`,
  tag: `runtimes.cuda(include = ${JSON.stringify(CUDA_LIBRARIES)}, version = "${version}")`,
  runtime: 'cuda',
  suite: 'bookworm',
})

/** Everything that there is, as large as it comes. */
export const LARGE_SETS: readonly LargeSet[] = [
  cuda('13.5'),
  cuda('12.9'),
  {
    name: 'cuda-13.5-jax',
    tag: 'runtimes.cuda(include = ["pjrt"], layout = "site-packages")',
    runtime: 'cuda',
    suite: 'bookworm',
  },
  { name: 'tpu', tag: 'runtimes.tpu()', runtime: 'tpu', suite: 'bookworm' },
  { name: 'rocm-5.2', tag: 'runtimes.rocm(version = "5.2")', runtime: 'rocm', suite: 'bookworm' },
  {
    name: 'rocm-5.7-gfx90a',
    tag: 'runtimes.rocm(gfx = ["gfx90a"], include = ["rocblas"], version = "5.7")',
    runtime: 'rocm',
    suite: 'trixie',
  },
  { name: 'rocm-6.4', tag: 'runtimes.rocm(version = "6.4")', runtime: 'rocm', suite: 'forky' },
]

/** What an image is for, in the order in which images are made. */
export const RELEASE_TYPES = ['base', 'runtime', 'cudnn', 'devel'] as const

/** One of {@link RELEASE_TYPES}. */
export type ReleaseType = (typeof RELEASE_TYPES)[number]

/** The platform of OCI for each architecture, by the names that Docker's official images have for them. */
export const PLATFORMS: Readonly<Record<string, string>> = {
  amd64: 'linux/amd64',
  arm32v5: 'linux/arm/v5',
  arm32v6: 'linux/arm/v6',
  arm32v7: 'linux/arm/v7',
  arm64v8: 'linux/arm64/v8',
  i386: 'linux/386',
  ppc64le: 'linux/ppc64le',
  riscv64: 'linux/riscv64',
  s390x: 'linux/s390x',
}

/** Directories of templates that the manager of BentoML has. */
export const TEMPLATE_DIRECTORIES: readonly string[] = ['alpine', 'ami2', 'debian', 'rhel']

/** Distributions that an image can be of: a name and a version. */
const DISTRIBUTIONS =
  /^(?:debian\d{1,2}|ubuntu\d{2}\.\d{2}|ubi\d{1,2}|amazonlinux\d{1,4}|alpine\d+\.\d+)$/

/** Says which names of distributions there are. */
export const DISTRIBUTION_NAMES =
  'debian12, ubuntu22.04, ubi8, amazonlinux2, alpine3.14 or another version of these'

/** Versions of Python where nothing says which are wanted: those of BentoML's manager. */
export const USUAL_PYTHONS: readonly string[] = ['3.6', '3.7', '3.8', '3.9', '3.10']

/**
 * Components of CUDA as BentoML's manifests name them, and those of rt's runtime that stand for them. Headers,
 * tools and libraries that the runtime has not are nothing.
 */
export const CUDA_COMPONENTS: Readonly<Record<string, string | undefined>> = {
  cudart: 'cudart',
  cudart_dev: undefined,
  cudnn8: 'cudnn',
  cudnn9: 'cudnn',
  libcublas: 'cublas',
  libcublas_dev: undefined,
  libcufft: 'cufft',
  libcurand: 'curand',
  libcusolver: 'cusolver',
  libcusparse: 'cusparse',
  libcusparse_dev: undefined,
  libnccl2: 'nccl',
  libnccl2_dev: undefined,
  libnpp: undefined,
  libnpp_dev: undefined,
  nvml_dev: undefined,
  nvprof: undefined,
  nvtx: undefined,
}

/** Whether a text names a distribution. */
export function isDistribution(name: string): boolean {
  return DISTRIBUTIONS.test(name)
}

/** Whether a distribution is Debian, the only one with variants that have conda. */
export function isDebian(name: string): boolean {
  return name.startsWith('debian')
}

/** Whether packages of a distribution are Debian packages. */
export function hasDebianPackages(name: string): boolean {
  return /^(?:debian|ubuntu)/.test(name)
}

/** Whether a text is a version of Python as tags have it, such as `3.10`. */
export function isPythonVersion(text: string): boolean {
  return /^[23]\.\d{1,2}$/.test(text)
}

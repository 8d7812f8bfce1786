/** What a new manifest is made for. */
export interface Starter {
  readonly cudaVersion: string
  /** The registry that images are pushed to. */
  readonly registry: string
}

const CUDA = ['cudart', 'cudnn9', 'libcublas', 'libcufft', 'libcusolver', 'libcusparse', 'libnccl2']

/** A release of Debian. */
interface StarterRelease {
  readonly name: string
  readonly suite: string
  readonly python: string
  /** Where they are others than those of all. */
  readonly architectures?: readonly string[]
}

/** The releases of Debian that a new manifest has, and the Python of each. */
const RELEASES: readonly StarterRelease[] = [
  // Security fixes of this release are made for amd64 only.
  { name: 'debian11', suite: 'bullseye', python: '3.9', architectures: ['amd64'] },
  { name: 'debian12', suite: 'bookworm', python: '3.11' },
  { name: 'debian13', suite: 'trixie', python: '3.13' },
]

/** The text of a manifest to start from: Debian's releases, for two architectures. */
export function starterManifest({ cudaVersion, registry }: Starter): string {
  return `# Base images: what there is of each distribution. See docs/base-images.md of rt.
common: &common
  conda: false
  ignore_python:
  envars:
    - LANG=C.UTF-8
    - LC_ALL=C.UTF-8
    - PYTHONDONTWRITEBYTECODE=1
  architectures:
    - amd64
    - arm64v8
  release_types:
    - base
    - runtime
    - cudnn
  dependencies:
    cuda:
${cudaOf('amd64')}${cudaOf('arm64v8')}
${registry}:
  user: DOCKER_USER
  password: DOCKER_PASSWORD
  password_type: envars
  url: DOCKER_REGISTRY

w_cuda_v${cudaVersion}:
${RELEASES.map(distroText).join('\n')}`
}

function cudaOf(architecture: string): string {
  const components = CUDA.map((name) => `          ${name}:\n`).join('')
  return `      ${architecture}:\n        components:\n${components}`
}

function distroText({ name, suite, python, architectures }: (typeof RELEASES)[number]): string {
  const own = architectures?.map((each) => `      - ${each}\n`) ?? []
  return `  ${name}:
    <<: *common
    suffixes: ${name}
${own.length > 0 ? `    architectures:\n${own.join('')}` : ''}    packages:
      suite: ${suite}
      python: "${python}"
      lock: locks/${name}.lock.json
`
}

/** Components of CUDA 11.5.1 as Debian's and Red Hat's packages of NVIDIA have them. */
const COMPONENTS: Readonly<Record<string, string>> = {
  cudart: '11.5.117-1',
  cudart_dev: '11.5.117-1',
  cudnn8: '8.3.1.22-1',
  libcublas: '11.7.4.6-1',
  libcublas_dev: '11.7.4.6-1',
  libcusparse: '11.7.0.107-1',
  libcusparse_dev: '11.7.0.107-1',
  libnccl2: '2.11.4-1',
  libnccl2_dev: '2.11.4-1',
  libnpp: '11.5.1.107-1',
  libnpp_dev: '11.5.1.107-1',
  nvml_dev: '11.5.50-1',
  nvprof: '11.5.114-1',
  nvtx: '11.5.114-1',
}

function cuda(suffix: string, architectures: readonly string[]): string {
  const blocks = architectures.map((architecture) => {
    const components = Object.entries(COMPONENTS)
      // ppc64le has no cuSPARSE.
      .filter(([name]) => architecture !== 'ppc64le' || !name.startsWith('libcusparse'))
      .map(([name, version]) => `            ${name}:\n              version: ${version}\n`)
    return `        ${architecture}:\n          requires: cuda>=11.5\n          components:\n${components.join('')}`
  })
  return `    dependencies:\n      cuda:\n        cuda_url_suffixes: "${suffix}"\n${blocks.join('')}`
}

function debian(version: number): string {
  return `  debian${version}:
    <<: *common
    templates_dir: debian
    base_image: debian:${version}-slim
    suffixes: debian${version}
    conda: true
    architectures: [amd64, arm64v8]
${cuda('ubuntu2004', ['amd64', 'arm64v8'])}`
}

/** A manifest in the form of BentoML's, with the same distributions, releases and architectures. */
export const THEIR_MANIFEST = `# Anything may stand before the version of YAML.
%YAML 1.2
---
common: &common
  templates_dir: ""
  suffixes: ""
  base_image: ""
  conda: false
  ignore_python:
  header: |
    # generated
  envars:
    - LANG=C.UTF-8
    - LC_ALL=C.UTF-8
    - PYTHONDONTWRITEBYTECODE=1
  architectures: [amd64, arm64v8, ppc64le, s390x]
  release_types: [base, runtime, cudnn, devel]
${cuda('', ['amd64', 'arm64v8', 'ppc64le']).replaceAll(/^ {2}/gm, '')}
docker.io:
  password: DOCKER_PASSWORD
  password_type: envars
  url: DOCKER_REGISTRY
  user: DOCKER_USER

w_cuda_v11.5.1:
${debian(11)}
${debian(10)}
  ubi8:
    <<: *common
    templates_dir: rhel
    base_image: registry.access.redhat.com/ubi8/{}:latest
    suffixes: ubi8
    ignore_python: ["3.10", "3.7"]
    architectures: [amd64, arm64v8, ppc64le]
${cuda('rhel8', ['amd64', 'arm64v8', 'ppc64le'])}
  amazonlinux2:
    <<: *common
    templates_dir: ami2
    base_image: amazonlinux:2
    suffixes: amazonlinux2
    architectures: [amd64, arm64v8]
    dependencies: null
    release_types: [base, runtime]

  alpine3.14:
    <<: *common
    templates_dir: alpine
    base_image: alpine:3.14
    suffixes: alpine3.14
    dependencies: null
    release_types: [base, runtime, devel]
`

/** The same with some text replaced; the text must be there. */
export function changedManifest(from: string, to: string): string {
  if (!THEIR_MANIFEST.includes(from)) throw new Error(`the manifest has no ${from}`)
  return THEIR_MANIFEST.replace(from, to)
}

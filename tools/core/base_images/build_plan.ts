import { locksOf } from './locks.ts'
import type { Manifest, PythonOfImage, PythonOfPackages, PythonSource } from './manifest.ts'
import type { Matrix, MatrixImage } from './matrix.ts'
import { CUDA_COMPONENTS } from './words.ts'

/** What `base_images.matrix` declares: repositories by their ids, and the images that are made of them. */
export interface BuildPlan {
  readonly interpreters: readonly InterpreterPlan[]
  readonly bases: readonly BasePlan[]
  readonly wheels: readonly WheelsPlan[]
  readonly runtimes: readonly RuntimePlan[]
  readonly images: readonly ImagePlan[]
  /** What of the manifest is not built, and why. */
  readonly notes: readonly string[]
}

/** Python of Debian packages. */
export interface InterpreterPlan extends Omit<PythonOfPackages, 'kind'> {
  readonly id: string
  readonly architectures: readonly string[]
}

/** A base image for one version of Python. */
export interface BasePlan extends Pick<PythonOfImage, 'libc' | 'libcVersion' | 'path'> {
  readonly id: string
  readonly reference: string
  readonly python: string
  readonly platforms: readonly string[]
}

/** BentoML with all that it needs, for one version of Python. */
export interface WheelsPlan {
  readonly id: string
  readonly python: string
  /** The newest C library that wheels may need: a version of glibc, or `musl 1.2`. */
  readonly libc: string
  readonly lock: string
  readonly architectures: readonly string[]
  /** Whether BentoML is a file of its development branch. */
  readonly isDevel: boolean
}

/** CUDA of one version. */
export interface RuntimePlan {
  readonly id: string
  readonly version: string
  readonly components: readonly string[]
}

/** One tag. */
export interface ImagePlan {
  readonly tag: string
  readonly release: string
  readonly distro: string
  readonly python: string
  /** Ids of what it is made of; empty where there is none. */
  readonly interpreter: string
  readonly base: string
  readonly wheels: string
  readonly runtime: string
  /** `OS/ARCHITECTURE[/VARIANT]`. */
  readonly platforms: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  /** What the driver must be, by architecture of OCI. */
  readonly requires: Readonly<Record<string, string>>
  /** Why it cannot be made; empty where it can. */
  readonly problem: string
}

/** Versions of glibc that wheels can be chosen for. */
const GLIBC = ['2.17', '2.28', ...Array.from({ length: 10 }, (_, index) => `2.${31 + index}`)]
/** That of Debian 11, the oldest release whose packages are installed. */
const GLIBC_OF_PACKAGES = '2.31'
/** Platforms that wheels of BentoML's dependencies are there for, and those that Bazel can build for. */
const WHEEL_PLATFORMS = /^linux\/(?:amd64|arm64)(?:\/|$)/
const BUILD_PLATFORMS = /^linux\/(?:386|amd64|arm\/v7|arm64(?:\/v8)?|ppc64le|riscv64|s390x)$/

/** Plans what is built of a matrix. */
export function planBuild(manifest: Manifest, matrix: Matrix): BuildPlan {
  const images = matrix.images.map((image) => planImage(image, matrix))
  const unique = <T extends { readonly id: string }>(
    plans: readonly (T | undefined)[],
  ): readonly T[] => [
    ...new Map(
      plans.flatMap((plan) => (plan === undefined ? [] : [[plan.id, plan] as const])),
    ).values(),
  ]
  return {
    interpreters: unique(matrix.images.map((image) => planInterpreter(image))),
    bases: unique(matrix.images.map((image) => planBase(image))),
    wheels: unique(matrix.images.map((image) => planWheels(image, manifest))),
    runtimes: unique(matrix.images.map((image) => planRuntime(image, matrix))),
    images,
    notes: [...new Set(matrix.images.flatMap((image) => noteOf(image) ?? []))],
  }
}

function planInterpreter(image: MatrixImage): InterpreterPlan | undefined {
  const { source, distro } = image
  if (source.kind !== 'packages') return undefined
  const { suite, python, lock, add } = source
  const architectures = distro.architectures.flatMap((_, index) => {
    const platform = image.platforms[index] ?? ''
    return BUILD_PLATFORMS.test(platform) ? [architectureOf(platform)] : []
  })
  return { id: distro.suffix, suite, python, lock, add, architectures }
}

function planBase(image: MatrixImage): BasePlan | undefined {
  const { source, python } = image
  if (source.kind !== 'image') return undefined
  const { path, libc, libcVersion } = source
  return {
    id: baseId(image),
    reference: source.references.get(python) ?? '',
    python,
    path: path.replaceAll('{}', python),
    libc,
    libcVersion,
    platforms: image.platforms.filter((each) => BUILD_PLATFORMS.test(each)),
  }
}

function baseId({ distro, conda, python }: MatrixImage): string {
  return `${distro.suffix}${conda ? '-conda' : ''}_${python}`
}

function planWheels(image: MatrixImage, manifest: Manifest): WheelsPlan | undefined {
  const { wheels: lock } = locksOf(image)
  if (lock === undefined) return undefined
  return {
    id: wheelsId(image),
    python: image.python,
    libc: oldestLibc(image, manifest),
    lock,
    architectures: ['amd64', 'arm64'].filter((each) =>
      hasArchitecture(manifest, image.python, each),
    ),
    isDevel: image.release === 'devel',
  }
}

function wheelsId({ release, python, source }: MatrixImage): string {
  return `${release === 'devel' ? 'devel' : 'bentoml'}_${python}${isMusl(source) ? '_musl' : ''}`
}

function isMusl(source: PythonSource): boolean {
  return source.kind === 'image' && source.libc === 'musl'
}

/** All sources of a version of Python and a C library share its wheels, and so the layer of them. */
function versionsOfLibc(
  { blocks }: Manifest,
  python: string,
  libc: PythonOfImage['libc'],
): readonly string[] {
  return blocks
    .flatMap(({ distros }) => distros.flatMap(({ source, conda }) => [source, conda ?? source]))
    .flatMap((source) => {
      if (source.kind === 'packages')
        return libc === 'glibc' && source.python === python ? [GLIBC_OF_PACKAGES] : []
      const isOne = source.kind === 'image' && source.libc === libc && source.references.has(python)
      return isOne ? [source.libcVersion] : []
    })
}

function oldestLibc({ source, python }: MatrixImage, manifest: Manifest): string {
  const libc = isMusl(source) ? 'musl' : 'glibc'
  const minors = versionsOfLibc(manifest, python, libc).map(minorOf)
  const oldest = Math.min(...minors)
  if (libc === 'musl') return `musl 1.${oldest}`
  return GLIBC.findLast((each) => minorOf(each) <= oldest) ?? '2.17'
}

function minorOf(version: string): number {
  return Number(version.split('.')[1])
}

function hasArchitecture({ blocks }: Manifest, python: string, architecture: string): boolean {
  return blocks.some(({ distros }) =>
    distros.some(
      ({ architectures, source, conda }) =>
        architectures.some((each) => each.startsWith(architecture)) &&
        [source, conda].some(
          (each) =>
            (each?.kind === 'packages' && each.python === python) ||
            (each?.kind === 'image' && each.references.has(python)),
        ),
    ),
  )
}

function planRuntime({ cuda }: MatrixImage, { images }: Matrix): RuntimePlan | undefined {
  if (cuda === undefined) return undefined
  const id = `${cuda.major}.${cuda.minor}`
  const names = images
    .filter((image) => image.cuda?.major === cuda.major && image.cuda.minor === cuda.minor)
    .flatMap(({ distro }) => [...(distro.cuda?.byArchitecture.values() ?? [])])
    .flatMap(({ components }) => components.flatMap(({ name }) => CUDA_COMPONENTS[name] ?? []))
  return { id, version: id, components: [...new Set(names)].toSorted() }
}

function planImage(image: MatrixImage, { bentomlVersion }: Matrix): ImagePlan {
  const { tag, release, distro, python, source, labels, cuda } = image
  const platforms = buildablePlatforms(image)
  return {
    tag,
    release,
    distro: distro.name,
    python,
    interpreter: source.kind === 'packages' ? distro.suffix : '',
    base: source.kind === 'image' ? baseId(image) : '',
    wheels: release === 'base' ? '' : wheelsId(image),
    runtime: cuda === undefined ? '' : `${cuda.major}.${cuda.minor}`,
    platforms,
    environment: {
      ...Object.fromEntries(
        distro.envars.map((text) => {
          const equals = text.indexOf('=')
          return [text.slice(0, equals), text.slice(equals + 1)]
        }),
      ),
      PYTHON_VERSION: python,
      ...(release !== 'base' && { BENTOML_VERSION: bentomlVersion }),
    },
    labels,
    requires: cuda === undefined ? {} : requiresOf(image),
    problem: problemOf(image, platforms),
  }
}

function requiresOf({ distro, platforms }: MatrixImage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    distro.architectures.flatMap((name, index) => {
      const requires = distro.cuda?.byArchitecture.get(name)?.requires
      return requires === undefined ? [] : [[architectureOf(platforms[index] ?? ''), requires]]
    }),
  )
}

function architectureOf(platform: string): string {
  return platform.split('/')[1] ?? ''
}

function buildablePlatforms({ platforms, release }: MatrixImage): readonly string[] {
  return platforms.filter(
    (each) => BUILD_PLATFORMS.test(each) && (release === 'base' || WHEEL_PLATFORMS.test(each)),
  )
}

function problemOf({ source, distro }: MatrixImage, platforms: readonly string[]): string {
  if (source.kind === 'unsaid')
    return `the manifest does not say where the Python of ${distro.name} comes from`
  if (platforms.length === 0)
    return `no architecture of ${distro.name} has wheels: ${distro.architectures.join(', ')}`
  return ''
}

/** Says which platforms an image is not made for. */
function noteOf(image: MatrixImage): string | undefined {
  const built = buildablePlatforms(image)
  const missing = image.platforms.filter((each) => !built.includes(each))
  if (missing.length === 0 || image.source.kind === 'unsaid') return undefined
  const reason = image.release === 'base' ? 'Bazel cannot name it' : 'there are no wheels for it'
  return `${image.distro.name} has no ${image.release} image for ${missing.join(', ')}: ${reason}`
}

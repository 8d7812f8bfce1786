import type { CudaVersion, Distro, Manifest, PythonSource } from './manifest.ts'
import { formatTag } from './tag.ts'
import type { ReleaseType } from './words.ts'
import { PLATFORMS, RELEASE_TYPES, USUAL_PYTHONS } from './words.ts'

/** The package that the images are of: the name of their repository. */
export const PACKAGE = 'bento-server'

/** The maintainer that labels of the images name. */
const MAINTAINER = 'BentoML Team <contact@bentoml.com>'

/** All images of a manifest. */
export interface Matrix {
  /** The last part of the repository's name: `bento-server`. */
  readonly package: string
  readonly bentomlVersion: string
  /** In the order of releases, then versions of Python, then distributions. */
  readonly images: readonly MatrixImage[]
}

/** One tag: an image for each of its architectures. */
export interface MatrixImage {
  readonly tag: string
  readonly release: ReleaseType
  readonly python: string
  readonly distro: Distro
  readonly conda: boolean
  /** As the manifest has them: `amd64`, `arm64v8`. */
  readonly architectures: readonly string[]
  /** The same as OCI has them: `linux/amd64`, `linux/arm64/v8`. */
  readonly platforms: readonly string[]
  readonly source: PythonSource
  readonly labels: Readonly<Record<string, string>>
  /** The version of CUDA, where the image has it. */
  readonly cuda: CudaVersion | undefined
}

/** Which images are wanted; what is not said is all of them. */
export interface MatrixSelection {
  readonly releases?: readonly ReleaseType[]
  readonly pythons?: readonly string[]
  readonly distros?: readonly string[]
  /** Whether base images, which all others stand on, are left out. */
  readonly skipBase?: boolean
}

/**
 * The versions of Python that images are made for, unless others are named: those of the manifest, else those that its
 * sources have, and BentoML's where it does not say where Python comes from.
 */
export function pythonsOf({
  pythonVersions,
  blocks,
}: Pick<Manifest, 'blocks' | 'pythonVersions'>): readonly string[] {
  if (pythonVersions !== undefined) return pythonVersions
  const versions = blocks.flatMap(({ distros }) =>
    distros.flatMap(({ source }) => versionsOf(source)),
  )
  return [...new Set(versions)].toSorted((one, other) => comparePythons(one, other))
}

function versionsOf(source: PythonSource): readonly string[] {
  switch (source.kind) {
    case 'packages':
      return [source.python]
    case 'image':
      return [...source.references.keys()]
    case 'unsaid':
      return USUAL_PYTHONS
  }
}

function comparePythons(one: string, other: string): number {
  const [major = 0, minor = 0] = one.split('.').map(Number)
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number)
  return major - otherMajor || minor - otherMinor
}

/** The names of the distributions. */
export function distrosOf({ blocks }: Pick<Manifest, 'blocks'>): readonly string[] {
  return [...new Set(blocks.flatMap(({ distros }) => distros.map(({ name }) => name)))]
}

/**
 * Plans the images of a manifest. What cannot exist is not among them: a Python that the distribution ignores or that
 * its source has not, conda where the distribution has none.
 *
 * Base images are there unless they are left out, whatever releases are named, as all others stand on them.
 */
export function planMatrix(
  manifest: Manifest,
  bentomlVersion: string,
  selection: MatrixSelection = {},
): Matrix {
  const pythons = selection.pythons ?? pythonsOf(manifest)
  const images = wantedReleases(selection).flatMap((release) =>
    pythons.flatMap((python) =>
      manifest.blocks.flatMap(({ cuda, distros }) =>
        distros
          .filter(({ name }) => selection.distros?.includes(name) !== false)
          .flatMap((distro) => planDistro(distro, { release, python, bentomlVersion, cuda })),
      ),
    ),
  )
  return { package: PACKAGE, bentomlVersion, images }
}

function wantedReleases({ releases, skipBase = false }: MatrixSelection): readonly ReleaseType[] {
  return RELEASE_TYPES.filter((type) =>
    type === 'base' ? !skipBase : releases?.includes(type) !== false,
  )
}

interface Wanted {
  readonly release: ReleaseType
  readonly python: string
  readonly bentomlVersion: string
  readonly cuda: CudaVersion
}

function planDistro(distro: Distro, wanted: Wanted): readonly MatrixImage[] {
  const { release, python } = wanted
  if (!distro.releaseTypes.includes(release) || distro.ignorePython.includes(python)) return []
  const sources = [
    { source: distro.source, conda: false },
    ...(distro.conda === undefined ? [] : [{ source: distro.conda, conda: true }]),
  ]
  return sources
    .filter(({ source }) => hasPython(source, python))
    .map(({ source, conda }) => planImage(distro, wanted, source, conda))
}

function planImage(
  distro: Distro,
  { release, python, bentomlVersion, cuda }: Wanted,
  source: PythonSource,
  conda: boolean,
): MatrixImage {
  return {
    tag: formatTag({ release, python, suffix: distro.suffix, conda }, bentomlVersion),
    release,
    python,
    distro,
    conda,
    architectures: distro.architectures,
    platforms: distro.architectures.map((each) => PLATFORMS[each] ?? `linux/${each}`),
    source,
    labels: { distro_name: distro.name, docker_package: PACKAGE, maintainer: MAINTAINER },
    cuda: release === 'cudnn' ? cuda : undefined,
  }
}

function hasPython(source: PythonSource, python: string): boolean {
  return source.kind === 'unsaid' || versionsOf(source).includes(python)
}

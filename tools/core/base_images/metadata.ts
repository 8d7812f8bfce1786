import { locksOf } from './locks.ts'
import type {
  CudaComponent,
  CudaDependencies,
  CudaOfArchitecture,
  CudaVersion,
} from './manifest.ts'
import type { Matrix, MatrixImage } from './matrix.ts'
import type { GeneratedFile } from './outputs.ts'
import { descriptionPath, jsonText } from './outputs.ts'
import { formatTag } from './tag.ts'

/** Where things are, relative to where the manager runs, so that the files are the same on every machine. */
export interface Places {
  readonly manifest: string
  readonly generatedDir: string
}

/**
 * What `--dump_metadata` writes: what is built and which tags there are, in the shapes of BentoML's manager: by `DISTRO_pythonVERSION`.
 */
export function describeMatrix(matrix: Matrix, places: Places): readonly GeneratedFile[] {
  const groups = Map.groupBy(
    matrix.images.toSorted(byPython),
    ({ distro, python }) => `${distro.name}_python${python}`,
  )
  const entries = [...groups].flatMap(([key, images]) => {
    const [first] = images
    return first === undefined ? [] : [{ key, images, first }]
  })
  const builds = entries.map(({ key, first }) => [key, buildContext(first, matrix, places)])
  const releases = entries.map(({ key, first, images }) => [
    key,
    releaseContext(first, images, matrix, places),
  ])
  return [
    { path: 'build.meta.json', text: jsonText(Object.fromEntries(builds)) },
    { path: 'releases.meta.json', text: jsonText(Object.fromEntries(releases)) },
  ]
}

function byPython({ python: one }: MatrixImage, { python: other }: MatrixImage): number {
  return Number(one.split('.')[1]) - Number(other.split('.')[1])
}

function buildContext(
  image: MatrixImage,
  matrix: Matrix,
  places: Places,
): Readonly<Record<string, unknown>> {
  const { distro, python } = image
  return {
    header: distro.header ?? '',
    base_image: baseImage(image),
    envars: {
      BENTOML_VERSION: matrix.bentomlVersion,
      PYTHON_VERSION: python,
      ...Object.fromEntries(distro.envars.map((each) => splitEnvar(each))),
    },
    cuda_ctx: cudaContext(matrix, distro.cuda, image),
    shared_ctx: sharedContext(image, matrix, places),
  }
}

/** The image that it stands on: none where it is made of packages. */
function baseImage({ source, python, distro }: MatrixImage): string {
  if (source.kind === 'image') return source.references.get(python) ?? ''
  return source.kind === 'packages' ? '' : (distro.baseImage ?? '')
}

function splitEnvar(text: string): readonly [name: string, value: string] {
  const equals = text.indexOf('=')
  return [text.slice(0, equals), text.slice(equals + 1)]
}

function sharedContext(
  { distro, python }: MatrixImage,
  { bentomlVersion, package: name }: Matrix,
  { generatedDir }: Places,
): Readonly<Record<string, unknown>> {
  return {
    suffixes: distro.suffix,
    distro_name: distro.name,
    bentoml_version: bentomlVersion,
    python_version: python,
    templates_dir: distro.templatesDir ?? '',
    generated_dir: `${generatedDir}/${name}/${distro.name}`,
    docker_package: name,
    packages: distro.releaseTypes,
    architectures: distro.architectures,
  }
}

function cudaContext(
  { images }: Matrix,
  cuda: CudaDependencies | undefined,
  { distro }: MatrixImage,
): Readonly<Record<string, unknown>> | null {
  const version = images.find((image) => image.distro === distro && image.cuda !== undefined)?.cuda
  if (cuda === undefined || version === undefined) return null
  return {
    version: versionContext(version),
    dependencies: { cuda_url_suffixes: cuda.urlSuffix ?? '' },
    supported_architecture: Object.fromEntries(
      [...cuda.byArchitecture].map(([name, of]) => [name, architectureContext(of)]),
    ),
  }
}

function versionContext({ major, minor, patch }: CudaVersion): Readonly<Record<string, string>> {
  return { major, minor, patch, shortened: `${major}.${minor}`, full: `${major}.${minor}.${patch}` }
}

function architectureContext({
  requires,
  components,
}: CudaOfArchitecture): Readonly<Record<string, unknown>> {
  const cudnn = components.find(({ name }) => name.startsWith('cudnn'))
  return {
    cudnn: cudnn === undefined ? null : componentContext(cudnn),
    // Nothing is downloaded from NVIDIA's repositories: CUDA comes as the layers of the runtime.
    cuda_repo_url: null,
    ml_repo_url: null,
    requires: requires ?? null,
    components: Object.fromEntries(
      components
        .filter((each) => each !== cudnn)
        .map((component) => [component.name, componentContext(component)]),
    ),
  }
}

function componentContext({ version }: CudaComponent): Readonly<Record<string, string | null>> {
  return { version: version ?? null, major_version: version?.split('.')[0] ?? null }
}

function releaseContext(
  first: MatrixImage,
  images: readonly MatrixImage[],
  matrix: Matrix,
  places: Places,
): Readonly<Record<string, unknown>> {
  return {
    shared_ctx: sharedContext(first, matrix, places),
    release_tags: Object.fromEntries(
      images.map((image) => [`${matrix.package}:${image.tag}`, tagContext(image, matrix, places)]),
    ),
  }
}

function tagContext(
  image: MatrixImage,
  matrix: Matrix,
  { manifest, generatedDir }: Places,
): Readonly<Record<string, unknown>> {
  const { packages, wheels } = locksOf(image)
  const path = `${generatedDir}/${descriptionPath(image)}`
  const folder = manifest.includes('/') ? manifest.slice(0, manifest.lastIndexOf('/') + 1) : ''
  return {
    input_paths: [
      manifest,
      ...[packages, wheels].flatMap((lock) => (lock === undefined ? [] : [`${folder}${lock}`])),
    ],
    output_path: path.slice(0, path.lastIndexOf('/')),
    git_tree_path: path,
    build_tag: `${matrix.package}:${baseTag(image, matrix)}`,
  }
}

/** The base image that has the same Python and distribution. */
function baseTag({ python, distro, conda }: MatrixImage, { bentomlVersion }: Matrix): string {
  return formatTag({ release: 'base', python, suffix: distro.suffix, conda }, bentomlVersion)
}

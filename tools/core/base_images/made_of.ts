import type { PackageLock } from '../packages/lock.ts'
import { locksOf } from './locks.ts'
import type { CudaDependencies, PythonSource } from './manifest.ts'
import type { Matrix, MatrixImage } from './matrix.ts'
import type { GeneratedFile } from './outputs.ts'
import { descriptionPath, jsonText } from './outputs.ts'

/** One file that an image is made of. */
interface MadeOf {
  readonly name: string
  readonly version: string
  readonly sha256: string
}

/** Gives a lock file by its path below the manifest; undefined where there is none yet. */
export type FindLock = (path: string) => PackageLock | undefined

/** Says of each image what it is made of, as far as its lock files and the manifest know. */
export function describeImages(
  { images, package: name }: Matrix,
  findLock: FindLock,
): readonly GeneratedFile[] {
  return images.map((image) => ({
    path: descriptionPath(image),
    text: jsonText({ image: `${name}:${image.tag}`, ...describeImage(image, findLock) }),
  }))
}

function describeImage(image: MatrixImage, findLock: FindLock): Readonly<Record<string, unknown>> {
  const locks = locksOf(image)
  const filesOf = (path: string | undefined): unknown => {
    if (path === undefined) return {}
    const lock = findLock(path)
    return lock === undefined
      ? { lock: path, locked: false }
      : { lock: path, ...byPlatform(image, lock) }
  }
  return {
    release: image.release,
    distro: image.distro.name,
    python: image.python,
    conda: image.conda,
    platforms: image.platforms,
    environment: image.distro.envars,
    labels: image.labels,
    base: describeSource(image.source, image.python),
    ...(locks.packages !== undefined && { packages: filesOf(locks.packages) }),
    ...(locks.wheels !== undefined && { wheels: filesOf(locks.wheels) }),
    ...(image.cuda !== undefined && {
      cuda: {
        version: cudaVersion(image),
        ...describeCuda(image.distro.cuda, image.architectures),
      },
    }),
  }
}

function cudaVersion({ cuda }: MatrixImage): string {
  return cuda === undefined ? '' : `${cuda.major}.${cuda.minor}.${cuda.patch}`
}

function describeSource(source: PythonSource, python: string): Readonly<Record<string, unknown>> {
  switch (source.kind) {
    case 'packages':
      return { suite: source.suite }
    case 'image':
      return {
        image: source.references.get(python),
        python: source.path.replace('{}', python),
        libc: `${source.libc} ${source.libcVersion}`,
      }
    case 'unsaid':
      return {}
  }
}

/** Files of a lock for each platform of an image, the same ones once. */
function byPlatform(
  { platforms }: MatrixImage,
  lock: PackageLock,
): Readonly<Record<string, readonly MadeOf[]>> {
  return Object.fromEntries(
    platforms.map((platform) => [platform, filesFor(lock, platform.split('/')[1] ?? '')]),
  )
}

function filesFor({ packages }: PackageLock, architecture: string): readonly MadeOf[] {
  return packages.flatMap(({ name, version, files }) => {
    const file = files[architecture]
    return file === undefined ? [] : [{ name, version, sha256: file.sha256 }]
  })
}

function describeCuda(
  cuda: CudaDependencies | undefined,
  architectures: readonly string[],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    architectures.map((each) => {
      const found = cuda?.byArchitecture.get(each)
      return [
        each,
        { requires: found?.requires, components: found?.components.map(({ name }) => name) ?? [] },
      ]
    }),
  )
}

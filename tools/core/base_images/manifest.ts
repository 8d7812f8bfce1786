import type { Position } from '../document/node.ts'
import type { ReleaseType } from './words.ts'

/** What a manifest of base images says. */
export interface Manifest {
  /** The file, as people name it. */
  readonly file: string
  readonly registries: readonly RegistryBlock[]
  /** Versions of Python that are wanted; undefined where the manifest does not say. */
  readonly pythonVersions: readonly string[] | undefined
  readonly blocks: readonly ReleaseBlock[]
}

/** Where images go, and which variables have what logs in there. */
export interface RegistryBlock {
  /** The registry, such as `docker.io`. */
  readonly name: string
  /** Variable with the user. */
  readonly user: string
  /** Variable with the password. */
  readonly password: string
  /** Variable with the registry and the organisation that images are pushed to. */
  readonly url: string
}

/** `w_cuda_v11.5.1`: a version of CUDA, and the distributions that there are with it. */
export interface ReleaseBlock {
  readonly cuda: CudaVersion
  readonly distros: readonly Distro[]
}

/** Three numbers. */
export interface CudaVersion {
  readonly major: string
  readonly minor: string
  readonly patch: string
}

/** One distribution, and what is made of it. */
export interface Distro {
  /** Its key, such as `debian11`. */
  readonly name: string
  readonly at: Position
  /** What tags call it. */
  readonly suffix: string
  /** The image of Docker Hub that it is, where the manifest says so. */
  readonly baseImage: string | undefined
  readonly templatesDir: string | undefined
  readonly header: string | undefined
  readonly source: PythonSource
  /** Where conda comes from; undefined where there are no variants with it. */
  readonly conda: PythonSource | undefined
  readonly ignorePython: readonly string[]
  /** `NAME=VALUE`. */
  readonly envars: readonly string[]
  /** As Docker's official images call them: `amd64`, `arm64v8`. */
  readonly architectures: readonly string[]
  readonly releaseTypes: readonly ReleaseType[]
  readonly cuda: CudaDependencies | undefined
}

/** Where the Python of an image comes from. */
export type PythonSource = PythonOfPackages | PythonOfImage | PythonUnsaid

/** Debian packages, by a lock. */
export interface PythonOfPackages {
  readonly kind: 'packages'
  /** The release, such as `bookworm`. */
  readonly suite: string
  /** The version of Python that this release has. */
  readonly python: string
  /** The lock file, below the directory of the manifest. */
  readonly lock: string
  /** Packages beside Python. */
  readonly add: readonly string[]
}

/** A base image, which has its own Python. */
export interface PythonOfImage {
  readonly kind: 'image'
  /** The program in the image; `{}` stands for the version. */
  readonly path: string
  readonly libc: 'glibc' | 'musl'
  readonly libcVersion: string
  /** The image for each version of Python. */
  readonly references: ReadonlyMap<string, string>
}

/** The manifest is BentoML's, which leaves that to templates: it can be planned, and not built. */
export interface PythonUnsaid {
  readonly kind: 'unsaid'
}

/** What CUDA images have, by architecture. */
export interface CudaDependencies {
  readonly urlSuffix: string | undefined
  readonly byArchitecture: ReadonlyMap<string, CudaOfArchitecture>
}

/** What CUDA images of one architecture have. */
export interface CudaOfArchitecture {
  /** What the driver must be, as `NVIDIA_REQUIRE_CUDA` has it. */
  readonly requires: string | undefined
  readonly components: readonly CudaComponent[]
}

/** One package of CUDA. */
export interface CudaComponent {
  readonly name: string
  readonly version: string | undefined
}

import type { ModelDescription } from './model_description.ts'

/** What a build has for a Bento. */
export interface BuildFacts {
  /** Versions of the wheels by their normalised names. */
  readonly wheels: ReadonlyMap<string, string>
  /** Of the image, by GOARCH name: `amd64` or `arm64`. */
  readonly architecture: string
  /** Names of the Debian packages of all layers. */
  readonly debs: ReadonlySet<string>
  /** Of the interpreter, such as `3.11.2`. */
  readonly pythonVersion: string
  /** Version of the CUDA runtime; undefined where the image has none. */
  readonly cuda: string | undefined
  /** Whether the image has a base. */
  readonly base: boolean
  /** What was pulled as the base; undefined where it is not known. */
  readonly baseReference: string | undefined
  readonly models: readonly ModelDescription[]
}

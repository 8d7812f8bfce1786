import type { Platform } from '../descriptor.ts'
import type { MissingLibrary } from '../linking/check.ts'
import type { MissingInterpreter } from '../linking/scripts.ts'
import type { MissingVersion } from '../linking/versions.ts'
import type { ForeignBinary } from './foreign.ts'

/** Programs and libraries that an image cannot run. */
export type BinaryFailure =
  ForeignBinaries | MissingInterpreters | MissingLibraries | MissingVersions

/** Programs and libraries for another platform than the image's. */
export interface ForeignBinaries {
  readonly topic: 'binary'
  readonly reason: 'foreign'
  /** Platform of the image. */
  readonly platform: Platform
  readonly files: readonly ForeignBinary[]
}

/** Interpreters of scripts that nothing in the image has. */
export interface MissingInterpreters {
  readonly topic: 'binary'
  readonly reason: 'missing-interpreters'
  readonly missing: readonly MissingInterpreter[]
}

/** Libraries that nothing in the image has. */
export interface MissingLibraries {
  readonly topic: 'binary'
  readonly reason: 'missing-libraries'
  readonly missing: readonly MissingLibrary[]
  /** Name of a library to the component of a runtime that has it. */
  readonly components: ReadonlyMap<string, string>
}

/** Libraries in the image that are older than what needs them. */
export interface MissingVersions {
  readonly topic: 'binary'
  readonly reason: 'missing-versions'
  readonly versions: readonly MissingVersion[]
}

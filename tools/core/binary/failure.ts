import type { Platform } from '../descriptor.ts'
import type { MissingLibrary } from '../linking/check.ts'
import type { MissingVersion } from '../linking/versions.ts'
import type { ForeignBinary } from './foreign.ts'

/** Programs and libraries that an image cannot run. */
export type BinaryFailure =
  | {
      readonly topic: 'binary'
      readonly reason: 'foreign'
      /** Platform of the image. */
      readonly platform: Platform
      readonly files: readonly ForeignBinary[]
    }
  | {
      readonly topic: 'binary'
      readonly reason: 'missing-libraries'
      readonly missing: readonly MissingLibrary[]
      /** Name of a library to the component of a runtime that has it. */
      readonly components: ReadonlyMap<string, string>
    }
  | {
      readonly topic: 'binary'
      readonly reason: 'missing-versions'
      readonly versions: readonly MissingVersion[]
    }

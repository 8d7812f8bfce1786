import type { ForeignBinary } from '../binary/foreign.ts'
import type { Platform } from '../descriptor.ts'
import type { Explanation } from '../failure.ts'
import { formatPlatform } from '../oci/platform.ts'
import { listed, quoted } from './listing.ts'

/** Programs and libraries that an image cannot run. */
export interface BinaryFailure {
  readonly topic: 'binary'
  readonly reason: 'foreign'
  /** Platform of the image. */
  readonly platform: Platform
  readonly files: readonly ForeignBinary[]
}

/** Explains a {@link BinaryFailure}. */
export function describeBinaryFailure({ platform, files }: BinaryFailure): Explanation {
  const name = formatPlatform(platform)
  const lines = files.map(({ path, found }) => `${quoted(path)}, ${found}`)
  const example = files[0]?.path ?? ''
  return {
    message: `Cannot put programs of another platform into an image for ${name}:${listed(lines)}`,
    accepted: `ELF files for ${platform.os}/${platform.architecture}`,
    fix: `build them for the platform of the image (platform_transition_filegroup), or set allow_foreign_binaries = ["${example}"]`,
  }
}

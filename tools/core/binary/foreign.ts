import type { Platform } from '../descriptor.ts'
import { elfArchitectures } from '../elf/machines.ts'
import { matchesGlob } from '../packages/glob.ts'
import type { BinaryKind } from './identify.ts'
import type { LayerBinary } from './layer_binaries.ts'

/** A program or library that the platform of its image cannot run. */
export interface ForeignBinary {
  readonly path: string
  /** Such as "an ELF file for linux/arm64". */
  readonly found: string
}

/**
 * Lists programs and libraries of other systems or processors than a Linux image's. Images of other systems are
 * not checked, nor the processor of an image where rt knows no ELF files for it.
 *
 * @param allow patterns of paths that may be foreign: `*` stands for anything but a slash, `**` for anything
 */
export function foreignBinaries(
  files: readonly LayerBinary[],
  platform: Platform,
  allow: readonly string[],
): readonly ForeignBinary[] {
  if (platform.os !== 'linux') return []
  return files
    .filter((file) => !runsOn(file, platform))
    .filter(({ path }) => !allow.some((pattern) => matchesGlob(pattern, path)))
    .map((file) => ({ path: file.path, found: describeKind(file) }))
}

function runsOn({ format, os, architectures }: BinaryKind, platform: Platform): boolean {
  if (format !== 'elf' || os !== 'linux') return false
  const isKnown = elfArchitectures().has(platform.architecture)
  return !isKnown || architectures.includes(platform.architecture)
}

const FORMATS = { elf: 'an ELF file', 'mach-o': 'a Mach-O file', pe: 'a PE file' } as const

function describeKind({ format, os, architectures }: BinaryKind): string {
  const platforms = architectures.map((architecture) => `${os}/${architecture}`)
  return `${FORMATS[format]} for ${platforms.length === 0 ? os : platforms.join(' and ')}`
}

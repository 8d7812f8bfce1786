import type { ByteWindows } from '../binary/byte_window.ts'
import { readExactly } from '../binary/byte_window.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import type { ElfDynamic } from './dynamic.ts'
import { readDynamic } from './dynamic.ts'
import type { ElfHeader } from './header.ts'
import { ELF_HEADER_SIZE, parseElfHeader } from './header.ts'
import type { ElfSegment } from './segments.ts'
import { PT_DYNAMIC, PT_INTERP, readSegments } from './segments.ts'
import { cString } from './strings.ts'

/** What the dynamic linker is told by an ELF file. */
export interface ElfFile {
  readonly header: ElfHeader
  /** Path of the dynamic linker that starts this program; undefined for libraries and static programs. */
  readonly interpreter: string | undefined
  /** Undefined when nothing is linked dynamically. */
  readonly dynamic: ElfDynamic | undefined
}

/** Why a file cannot be read as ELF: it is something else, or it is ELF and damaged in a part. */
export type ElfProblem =
  'not ELF' | 'damaged program headers' | 'damaged interpreter' | 'damaged dynamic section'

/**
 * Reads of an ELF file what loading it asks for, in a handful of small windows. Never throws: a damaged
 * file is a problem to tell.
 */
export function readElf(file: ByteWindows): Result<ElfFile, ElfProblem> {
  const header = parseElfHeader(file.read(0, ELF_HEADER_SIZE))
  if (header === undefined) return err('not ELF')
  const segments = readSegments(file, header)
  if (segments === undefined) return err('damaged program headers')
  const interpreter = readInterpreter(file, segments)
  if (interpreter === null) return err('damaged interpreter')
  const segment = segments.find(({ type }) => type === PT_DYNAMIC)
  if (segment === undefined || segment.size === 0)
    return ok({ header, interpreter, dynamic: undefined })
  const dynamic = readDynamic(file, { header, segments, segment })
  if (dynamic === undefined) return err('damaged dynamic section')
  return ok({ header, interpreter, dynamic })
}

/** As in Linux, no longer than a path can be. */
const MAX_PATH_LENGTH = 4096

/** Undefined without an interpreter, null when it cannot be read. */
function readInterpreter(
  file: ByteWindows,
  segments: readonly ElfSegment[],
): string | undefined | null {
  const segment = segments.find(({ type }) => type === PT_INTERP)
  if (segment === undefined) return undefined
  if (segment.size > MAX_PATH_LENGTH) return null
  const bytes = readExactly(file, segment.offset, segment.size)
  return (bytes && cString(bytes)) ?? null
}

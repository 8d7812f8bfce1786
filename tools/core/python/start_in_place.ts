import { windowsOf } from '../binary/byte_window.ts'
import type { ElfHeader } from '../elf/header.ts'
import { ELF_HEADER_SIZE, parseElfHeader } from '../elf/header.ts'
import type { ElfSegment } from '../elf/segments.ts'
import { PT_DYNAMIC, PT_INTERP, readSegments } from '../elf/segments.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'

/** Where a program shall find what starts it. */
export interface Surroundings {
  /** Absolute path of the dynamic linker. */
  readonly loader: string
  /** Directory of its libraries; `$ORIGIN` is that of the program. */
  readonly libraries: string
}

/** Why a program cannot be changed. */
export type StartProblem = 'not a program of Linux for 64 bits' | 'no room for longer paths'

const DT_NULL = 0n
const DT_STRTAB = 5n
const DT_RPATH = 15n
const DT_DEBUG = 21n

/** Bytes of one entry of a dynamic section: a tag and a value. */
const ENTRY = 16

/**
 * Makes a program start with a dynamic linker and with libraries that are not in the directories of the machine, so
 * that it can be executed like any other, and start itself again.
 *
 * Both paths take the place of the one that the program has for its dynamic linker. The list of directories is named
 * in place of the entry for debuggers, which every program has. RPATH, unlike RUNPATH, counts for libraries that
 * libraries need, too.
 *
 * @param program is changed
 */
export function startInPlace(
  program: Uint8Array,
  { loader, libraries }: Surroundings,
): Result<undefined, StartProblem> {
  const found = fieldsOf(program)
  if (found === undefined) return err('not a program of Linux for 64 bits')
  const { interpreter, view, entryForDebuggers, strings } = found
  const paths = new TextEncoder().encode(`${loader}\0${libraries}\0`)
  if (paths.length > interpreter.size) return err('no room for longer paths')
  program.fill(0, interpreter.offset, interpreter.offset + interpreter.size)
  program.set(paths, interpreter.offset)
  const address = BigInt(interpreter.address + paths.length) - BigInt(byteLength(libraries) + 1)
  view.setBigUint64(entryForDebuggers, DT_RPATH, true)
  // Strings are found by their distance from the table; this one is before it, and sums wrap around.
  view.setBigUint64(entryForDebuggers + ENTRY / 2, BigInt.asUintN(64, address - strings), true)
  return ok(undefined)
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}

interface ProgramFields {
  readonly view: DataView
  readonly interpreter: ElfSegment
  /** Where in the file it is. */
  readonly entryForDebuggers: number
  /** Address of the table of strings. */
  readonly strings: bigint
}

function fieldsOf(program: Uint8Array): ProgramFields | undefined {
  const segments = segmentsOf(program)
  const interpreter = segments.find(({ type }) => type === PT_INTERP)
  const dynamic = segments.find(({ type }) => type === PT_DYNAMIC)
  if (interpreter === undefined || dynamic === undefined) return undefined
  const view = new DataView(program.buffer, program.byteOffset, program.byteLength)
  const end = Math.min(program.length, dynamic.offset + dynamic.size)
  let entryForDebuggers: number | undefined
  let strings: bigint | undefined
  for (let at = dynamic.offset; at + ENTRY <= end; at += ENTRY) {
    const tag = view.getBigUint64(at, true)
    if (tag === DT_NULL) break
    if (tag === DT_DEBUG) entryForDebuggers = at
    if (tag === DT_STRTAB) strings = view.getBigUint64(at + ENTRY / 2, true)
  }
  if (entryForDebuggers === undefined || strings === undefined) return undefined
  return { view, interpreter, entryForDebuggers, strings }
}

function segmentsOf(program: Uint8Array): readonly ElfSegment[] {
  const header = parseElfHeader(program.subarray(0, ELF_HEADER_SIZE))
  if (header === undefined || !isSupported(header)) return []
  return readSegments(windowsOf(program), header) ?? []
}

function isSupported({ bits, order }: ElfHeader): boolean {
  return bits === 64 && order === 'little'
}

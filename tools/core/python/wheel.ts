import type { SpoolRange } from '../deb/unpacked.ts'
import type { EntryPoint } from './entry_points.ts'
import type { RecordLine } from './record.ts'

/** A file of a wheel. */
export interface WheelMember {
  /** Path in the archive. */
  readonly path: string
  /** Bytes when unpacked. */
  readonly size: number
  /** Whether the archive says that it is a program. */
  readonly isExecutable: boolean
}

/** A wheel whose descriptions are read; its files may still be in the archive. */
export interface Wheel {
  /** Path of the .whl. */
  readonly file: string
  /** As in its name, not normalised. */
  readonly name: string
  readonly version: string
  /** Directory of its descriptions, such as "numpy-1.26.4.dist-info". */
  readonly distInfo: string
  /** Directory of what goes elsewhere than beside the modules, such as "numpy-1.26.4.data". */
  readonly dataDirectory: string
  /** Whether its modules are Python alone, says WHEEL. */
  readonly isPure: boolean
  /** Without directories. */
  readonly members: readonly WheelMember[]
  readonly record: ReadonlyMap<string, RecordLine>
  readonly entryPoints: readonly EntryPoint[]
  /** What it needs, as METADATA has it (`Requires-Dist`). */
  readonly requirements: readonly string[]
}

/** Where the bytes of the members of a wheel are, by path in the archive. */
export type MemberRanges = ReadonlyMap<string, SpoolRange>

import { closeSync, mkdtempDisposableSync, openSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { windowsOf } from '../../core/binary/byte_window.ts'
import type { LayerProgram } from '../../core/binary/describe_program.ts'
import {
  describeProgram,
  listedPrograms,
  mayBeProgram,
} from '../../core/binary/describe_program.ts'
import { BINARY_MAGIC_SIZE } from '../../core/binary/identify.ts'
import type { LayerBinaries, LayerLink } from '../../core/binary/layer_binaries.ts'
import { isLinkOfInterest, LINKER_CACHE, removedBy } from '../../core/binary/layer_binaries.ts'
import { mayBeScript, SCRIPT_LINE_SIZE } from '../../core/binary/script.ts'
import { parseImagePath } from '../../core/entries/image_path.ts'
import { hasLongName, MAX_ID } from '../../core/entries/limits.ts'
import type { UnusableEntry } from '../../core/layer/failure.ts'
import type { ScannedEntry } from '../../core/tar/parse_header.ts'
import type { TarVisitor } from '../../core/tar/scanner.ts'
import { TarScanner } from '../../core/tar/scanner.ts'
import { writeFailure } from '../write_failure.ts'
import { FileWindows } from './file_windows.ts'

/** Programs up to this size are looked at in memory, larger ones in a temporary file. */
const MAX_IN_MEMORY = 8 * 1024 * 1024

/**
 * Finds the programs, libraries, scripts and links in a tar whose bytes go by. What is none of these, nearly
 * everything in most layers, is known by its first bytes and passed over.
 */
export class TarBinaries implements Disposable {
  readonly #visitor = new BinaryCollector()
  readonly #scanner = new TarScanner(this.#visitor)

  /**
   * Takes the next bytes of the archive.
   *
   * @throws ExpectedFailure when a large program cannot be put aside
   */
  push(bytes: Uint8Array): void {
    this.#scanner.push(bytes)
  }

  /** What was found; undefined when the archive is damaged, and nobody can say what is in it. */
  get found(): LayerBinaries | undefined {
    if (!this.#scanner.isIntact) return undefined
    const { programs, links, removed, hasLinkerCache } = this.#visitor
    const cache = hasLinkerCache ? { hasLinkerCache } : {}
    return { ...listedPrograms(programs), links, removed, ...cache }
  }

  /** The first name or target of a hard link that is outside the image; undefined where all are inside. */
  get outside(): string | undefined {
    return this.#visitor.outside
  }

  /** Entries that no engine takes, in their order. */
  get unusable(): readonly UnusableEntry[] {
    return this.#visitor.unusable
  }

  /** True when the archive has no end yet. */
  get isCutShort(): boolean {
    return this.#scanner.isCutShort
  }

  /** Where a header should be and is none. */
  get damagedAt(): number | undefined {
    return this.#scanner.damagedAt
  }

  [Symbol.dispose](): void {
    this.#visitor[Symbol.dispose]()
  }
}

class BinaryCollector implements TarVisitor, Disposable {
  readonly programs: LayerProgram[] = []
  readonly links: LayerLink[] = []
  readonly removed: string[] = []
  hasLinkerCache = false
  outside: string | undefined
  readonly unusable: UnusableEntry[] = []
  #path = ''
  /** The start of the contents, until four bytes are there. */
  #start: Uint8Array = new Uint8Array(0)
  #kept: KeptBytes | undefined
  #size = 0
  #mode = 0

  enter(entry: ScannedEntry): boolean {
    const { kind, path: written, target, size, mode } = entry
    const path = parseImagePath(written)
    if (!path.ok) {
      this.outside ??= written
      return false
    }
    this.#judge(entry)
    if (kind === 'symbolic link' && isLinkOfInterest(path.value))
      this.links.push({ path: path.value, target, kind: 'symbolic' })
    if (kind === 'hard link') this.#addHardLink(path.value, target)
    const removed = removedBy(path.value)
    if (removed !== undefined) this.removed.push(removed)
    this.hasLinkerCache ||= path.value === LINKER_CACHE
    this.#path = path.value
    this.#size = size
    this.#mode = mode
    return kind === 'file' && size >= BINARY_MAGIC_SIZE
  }

  #judge({ path, uid, gid }: ScannedEntry): void {
    if (hasLongName(path)) this.unusable.push({ path, problem: 'long-name' })
    for (const [problem, id] of [
      ['uid', uid],
      ['gid', gid],
    ] as const)
      if (id > MAX_ID) this.unusable.push({ path, problem, id })
  }

  content(bytes: Uint8Array): void {
    if (this.#kept !== undefined) this.#kept.add(bytes)
    else if (this.#start.length < BINARY_MAGIC_SIZE) this.#addStart(bytes)
  }

  #addStart(bytes: Uint8Array): void {
    const start = this.#start.length === 0 ? bytes : Buffer.concat([this.#start, bytes])
    // Only as much is copied as another piece could complete.
    this.#start = start.slice(0, BINARY_MAGIC_SIZE)
    if (!mayBeProgram(this.#start, this.#mode)) return
    this.#kept = this.#keeper()
    this.#kept.add(start)
  }

  #keeper(): KeptBytes {
    if (mayBeScript(this.#start)) return new FirstBytes(this.#size)
    return this.#size > MAX_IN_MEMORY ? new SpilledBytes() : new BytesInMemory(this.#size)
  }

  leave(): void {
    const program = this.#kept?.describe(this.#path, this.#mode)
    if (program !== undefined) this.programs.push(program)
    this[Symbol.dispose]()
  }

  #addHardLink(path: string, target: string): void {
    const to = parseImagePath(target)
    if (!to.ok) this.outside ??= target
    else if (isLinkOfInterest(path)) this.links.push({ path, target: to.value, kind: 'hard' })
  }

  [Symbol.dispose](): void {
    this.#kept?.[Symbol.dispose]()
    this.#kept = undefined
    this.#start = new Uint8Array(0)
  }
}

interface KeptBytes extends Disposable {
  add(bytes: Uint8Array): void
  describe(path: string, mode: number): LayerProgram | undefined
}

class BytesInMemory implements KeptBytes {
  readonly #bytes: Uint8Array
  #length = 0

  constructor(size: number) {
    this.#bytes = new Uint8Array(size)
  }

  add(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  describe(path: string, mode: number): LayerProgram | undefined {
    return describeProgram(path, mode, windowsOf(this.#bytes))
  }

  [Symbol.dispose](): void {
    this.#length = 0
  }
}

/** The first line of a script; its size is that of the script. */
class FirstBytes implements KeptBytes {
  readonly #size: number
  #bytes: Uint8Array = new Uint8Array(0)

  constructor(size: number) {
    this.#size = size
  }

  add(bytes: Uint8Array): void {
    const room = SCRIPT_LINE_SIZE - this.#bytes.length
    if (room > 0) this.#bytes = Buffer.concat([this.#bytes, bytes.subarray(0, room)])
  }

  describe(path: string, mode: number): LayerProgram | undefined {
    return describeProgram(path, mode, { ...windowsOf(this.#bytes), size: this.#size })
  }

  [Symbol.dispose](): void {
    this.#bytes = new Uint8Array(0)
  }
}

/** A temporary file for one program. */
class SpilledBytes implements KeptBytes {
  readonly #directory = attempt(tmpdir(), () => mkdtempDisposableSync(join(tmpdir(), 'rt-binary-')))
  readonly #path = join(this.#directory.path, 'program')
  readonly #file = attempt(this.#path, () => openSync(this.#path, 'wx'))

  add(bytes: Uint8Array): void {
    attempt(this.#path, () => {
      for (let done = 0; done < bytes.length;) done += writeSync(this.#file, bytes, done)
    })
  }

  describe(path: string, mode: number): LayerProgram | undefined {
    using windows = FileWindows.open(this.#path)
    return describeProgram(path, mode, windows)
  }

  [Symbol.dispose](): void {
    closeSync(this.#file)
    this.#directory[Symbol.dispose]()
  }
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw writeFailure(path, 0, error)
  }
}

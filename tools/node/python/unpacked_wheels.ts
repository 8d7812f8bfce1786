import { rmSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { SpoolRange } from '../../core/deb/unpacked.ts'
import type { ImagePath } from '../../core/entries/entry.ts'
import { compareBytes } from '../../core/entries/image_path.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { bytecodePath } from '../../core/python/bytecode.ts'
import type { Environment, InstalledFile } from '../../core/python/environment.ts'
import { sitePackages } from '../../core/python/environment.ts'
import { findOverlaps, nameOf } from '../../core/python/overlaps.ts'
import type { FileSlice, PlacedFile } from '../../core/python/placed_file.ts'
import { Spool } from '../deb/spool.ts'
import { stopIfInterrupted } from '../layer/interruption.ts'
import type { Bytecode } from './bytecode.ts'
import { startable } from './bytecode.ts'
import { Compiler } from './compiler.ts'
import { WheelArchive } from './wheel_archive.ts'

/** Wheels to be unpacked. */
export interface UnpackJob {
  /** Paths of .whl files. */
  readonly files: readonly string[]
  readonly environment: Environment
  /** Undefined leaves compiled files out. */
  readonly bytecode: Bytecode | undefined
  /** Beginning of the names of files that hold contents meanwhile. */
  readonly spool: string
  /** Most processes that compile. */
  readonly workers: number
  readonly signal: AbortSignal
}

/**
 * The files of installed wheels, each a run of a file that is there until this is disposed of.
 */
export class UnpackedWheels implements Disposable {
  readonly files: readonly PlacedFile[]
  readonly names: readonly { readonly name: string; readonly version: string }[]
  /** Bytes of the archives. */
  readonly archiveBytes: number
  readonly #holders: readonly string[]

  private constructor(
    { files, names, archiveBytes }: Pick<UnpackedWheels, 'archiveBytes' | 'files' | 'names'>,
    holders: readonly string[],
  ) {
    this.files = files
    this.names = names
    this.archiveBytes = archiveBytes
    this.#holders = holders
  }

  /**
   * Unpacks and compiles.
   *
   * @throws ExpectedFailure when a wheel is damaged or lies, two do not go together, or the interpreter fails
   */
  static async unpack(job: UnpackJob): Promise<UnpackedWheels> {
    await using unpacker = new Unpacker(job)
    return new UnpackedWheels(await unpacker.run(), unpacker.release())
  }

  [Symbol.dispose](): void {
    for (const file of this.#holders) rmSync(file, { force: true })
  }
}

/** Opens wheels in the order of their names, so that the order in which they were given does not show. */
export function openWheels(
  files: readonly string[],
  stack: DisposableStack,
): readonly WheelArchive[] {
  const sorted = files.toSorted((a, b) => compareBytes(nameOf({ file: a }), nameOf({ file: b })))
  return sorted.map((file) => stack.use(new WheelArchive(file)))
}

class Unpacker implements AsyncDisposable {
  readonly #job: UnpackJob
  readonly #spool: Spool
  readonly #compiler: Compiler | undefined
  readonly #stack = new DisposableStack()
  readonly #files: PlacedFile[] = []
  /** Sources by the number of their job. */
  readonly #compiled = new Map<number, PlacedFile>()
  #isDone = false

  constructor(job: UnpackJob) {
    this.#job = job
    this.#spool = new Spool(`${job.spool}.contents`)
    const { bytecode, workers } = job
    this.#compiler =
      bytecode &&
      new Compiler({
        ...bytecode,
        python: startable(bytecode.python, this.#stack),
        sources: this.#spool.path,
        results: `${job.spool}.compiled`,
        processes: Math.max(1, workers),
      })
  }

  async run(): Promise<Pick<UnpackedWheels, 'archiveBytes' | 'files' | 'names'>> {
    const archives = openWheels(this.#job.files, this.#stack)
    const { environment, signal } = this.#job
    const installed = archives.map((archive) => {
      return { archive, wheel: archive.wheel, files: archive.install(environment) }
    })
    const overlaps = findOverlaps(installed)
    if (overlaps !== undefined) throw new ExpectedFailure(overlaps)
    for (const { archive, files } of installed) {
      stopIfInterrupted(signal)
      await this.#unpack(archive, files)
    }
    await this.#finishCompiling()
    return {
      archiveBytes: archives.reduce((sum, { size }) => sum + size, 0),
      files: onePerPath(this.#files),
      names: archives.map(({ wheel: { name, version } }) => ({ name, version })),
    }
  }

  async #unpack(archive: WheelArchive, files: readonly InstalledFile[]): Promise<void> {
    const origin = nameOf(archive.wheel)
    const places = Map.groupBy(files, ({ content }) =>
      content.kind === 'member' ? content.member.path : '',
    )
    const place = ({ path, mode }: InstalledFile, range: SpoolRange): void => {
      this.#add({ path, mode, origin, slice: { file: this.#spool.path, ...range } })
    }
    await archive.unpack(this.#spool, (path, range) => {
      for (const file of places.get(path) ?? []) place(file, range)
    })
    for (const file of places.get('') ?? [])
      if (file.content.kind === 'text') place(file, this.#spool.add(Buffer.from(file.content.text)))
    // Lets the interpreters have their next files.
    await nextTurn()
  }

  #add(file: PlacedFile): void {
    this.#files.push(file)
    const { prefix, version } = this.#job.environment
    const isModule = file.path.startsWith(`${prefix}/${sitePackages({ version })}/`)
    const isCompiled = isModule && bytecodePath(file.path, version) !== undefined
    if (this.#compiler === undefined || !isCompiled) return
    this.#compiled.set(this.#compiler.add(file.slice, `/${file.path}`), file)
  }

  async #finishCompiling(): Promise<void> {
    const results = await this.#compiler?.finish()
    for (const [number, slice] of results ?? [])
      this.#addCompiled(this.#compiled.get(number), slice)
  }

  #addCompiled(source: PlacedFile | undefined, slice: FileSlice): void {
    const path = source && bytecodePath(source.path, this.#job.environment.version)
    if (path === undefined || source === undefined) return
    this.#files.push({ path, mode: 0o644, origin: source.origin, slice })
  }

  /** Hands on the files that hold contents. */
  release(): readonly string[] {
    this.#isDone = true
    return [this.#spool.path, ...(this.#compiler?.resultFiles ?? [])]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#compiler?.[Symbol.asyncDispose]()
    this.#stack.dispose()
    this.#spool.close()
    if (!this.#isDone) for (const file of this.release()) rmSync(file, { force: true })
  }
}

/** Equal files of two wheels are there once. */
function onePerPath(files: readonly PlacedFile[]): readonly PlacedFile[] {
  const byPath = new Map<ImagePath, PlacedFile>()
  for (const file of files) if (!byPath.has(file.path)) byPath.set(file.path, file)
  return [...byPath.values()]
}

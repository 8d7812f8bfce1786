import { rmSync } from 'node:fs'
import type { UnpackedMember, UnpackedPackage } from '../../core/deb/unpacked.ts'
import { bytecodePath } from '../../core/python/bytecode.ts'
import { isLibrarySource } from '../../core/python/interpreter_additions.ts'
import type { PlacedFile } from '../../core/python/placed_file.ts'
import type { PackagesToRead } from '../deb/read_packages.ts'
import { readPackages } from '../deb/read_packages.ts'
import { Spool } from '../deb/spool.ts'
import type { Bytecode } from './bytecode.ts'
import { startable } from './bytecode.ts'
import { Compiler } from './compiler.ts'

/** Packages whose Python files are compiled. */
export interface LibraryJob extends Omit<PackagesToRead, 'spool'> {
  /** Undefined leaves compiled files out. */
  readonly bytecode: Bytecode | undefined
  /** Beginning of the names of files that hold contents meanwhile. */
  readonly spool: string
  readonly workers: number
}

/** The compiled form of the Python files of Debian packages, which is there until this is disposed of. */
export class CompiledLibrary implements Disposable {
  readonly files: readonly PlacedFile[]
  readonly #holders: readonly string[]

  private constructor(files: readonly PlacedFile[], holders: readonly string[]) {
    this.files = files
    this.#holders = holders
  }

  /** @throws ExpectedFailure when a package cannot be read or does not fit, or the interpreter fails */
  static async compile(job: LibraryJob): Promise<CompiledLibrary> {
    const { bytecode } = job
    if (bytecode === undefined) return new CompiledLibrary([], [])
    using spool = new Spool(`${job.spool}.contents`)
    const { packages } = await readPackages({ ...job, spool })
    using stack = new DisposableStack()
    await using compiler = new Compiler({
      ...bytecode,
      python: startable(bytecode.python, stack),
      sources: spool.path,
      results: `${job.spool}.compiled`,
      processes: Math.max(1, job.workers),
    })
    const files = await compileAll(packages, bytecode.version, compiler)
    return new CompiledLibrary(files, compiler.resultFiles)
  }

  [Symbol.dispose](): void {
    for (const file of this.#holders) rmSync(file, { force: true })
  }
}

interface Source {
  readonly origin: string
  readonly member: UnpackedMember
}

async function compileAll(
  packages: readonly UnpackedPackage[],
  version: string,
  compiler: Compiler,
): Promise<readonly PlacedFile[]> {
  const sources = new Map<number, Source>()
  for (const { file: origin, members } of packages)
    for (const member of members.filter(isLibrarySource)) {
      const range = member.content ?? { offset: 0, size: 0 }
      sources.set(compiler.add(range, `/${member.path}`), { origin, member })
    }
  const compiled: PlacedFile[] = []
  for (const [number, slice] of await compiler.finish()) {
    const source = sources.get(number)
    const path = source && bytecodePath(source.member.path, version)
    if (source !== undefined && path !== undefined)
      compiled.push({ path, mode: 0o644, origin: source.origin, slice })
  }
  return compiled
}

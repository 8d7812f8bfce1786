import { readFileSync, rmSync } from 'node:fs'
import type { Entry, FileEntry } from '../../core/entries/entry.ts'
import { bytecodePath } from '../../core/python/bytecode.ts'
import type { PlacedFile } from '../../core/python/placed_file.ts'
import { Spool } from '../deb/spool.ts'
import { fileFailure } from '../file_failure.ts'
import { sourceSizes } from '../layer/source_sizes.ts'
import type { Bytecode } from './bytecode.ts'
import { startable } from './bytecode.ts'
import { Compiler } from './compiler.ts'

/** How the files of a program are compiled. */
export interface SourcesJob {
  /** Undefined leaves compiled files out. */
  readonly bytecode: Bytecode | undefined
  /** Beginning of the names of files that hold contents meanwhile. */
  readonly spool: string
  readonly workers: number
}

/** The files of a program and their compiled forms, which are there until this is disposed of. */
export class CompiledSources implements Disposable {
  readonly files: readonly PlacedFile[]
  readonly #holders: readonly string[]

  private constructor(files: readonly PlacedFile[], holders: readonly string[]) {
    this.files = files
    this.#holders = holders
  }

  /** @throws ExpectedFailure when a file is missing or unreadable, or the interpreter fails */
  static async compile(entries: readonly Entry[], job: SourcesJob): Promise<CompiledSources> {
    const files = placedFiles(entries)
    if (job.bytecode === undefined) return new CompiledSources(files, [])
    const { files: compiled, holders } = await compileFiles(files, job.bytecode, job)
    return new CompiledSources([...files, ...compiled], holders)
  }

  [Symbol.dispose](): void {
    for (const file of this.#holders) rmSync(file, { force: true })
  }
}

function placedFiles(entries: readonly Entry[]): readonly PlacedFile[] {
  const sizes = sourceSizes(entries)
  return entries
    .filter((entry): entry is FileEntry => entry.kind === 'file')
    .map(({ path, mode, source = '' }) => {
      return {
        path,
        mode,
        origin: source,
        slice: { file: source, offset: 0, size: sizes.get(source) ?? 0 },
      }
    })
}

interface CompiledFiles {
  readonly files: readonly PlacedFile[]
  readonly holders: readonly string[]
}

async function compileFiles(
  files: readonly PlacedFile[],
  bytecode: Bytecode,
  { spool: name, workers }: SourcesJob,
): Promise<CompiledFiles> {
  using spool = new Spool(`${name}.contents`)
  using stack = new DisposableStack()
  await using compiler = new Compiler({
    ...bytecode,
    python: startable(bytecode.python, stack),
    sources: spool.path,
    results: `${name}.compiled`,
    processes: Math.max(1, workers),
  })
  const sources = new Map<number, PlacedFile>()
  for (const file of sourcesOf(files, bytecode))
    sources.set(compiler.add(spool.add(readSource(file)), `/${file.path}`), file)
  const results = await compiler.finish()
  const compiled: PlacedFile[] = []
  for (const [number, slice] of results) {
    const source = sources.get(number)
    const path = source && bytecodePath(source.path, bytecode.version)
    if (source !== undefined && path !== undefined)
      compiled.push({ path, mode: source.mode, origin: source.origin, slice })
  }
  return { files: compiled, holders: compiler.resultFiles }
}

/** A compiled form that is there already is kept: rules may bring it. */
function sourcesOf(files: readonly PlacedFile[], { version }: Bytecode): readonly PlacedFile[] {
  const paths = new Set(files.map(({ path }) => path))
  return files.filter(({ path }) => {
    const compiled = bytecodePath(path, version)
    return compiled !== undefined && !paths.has(compiled)
  })
}

function readSource({ slice: { file } }: PlacedFile): Uint8Array {
  if (file === '') return new Uint8Array(0)
  try {
    return readFileSync(file)
  } catch (error) {
    throw fileFailure(file, error)
  }
}

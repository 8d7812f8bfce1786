import { matchesGlob } from '../packages/glob.ts'
import type { FoundBinary, ImageTree } from './image_tree.ts'
import type { Requester } from './search.ts'
import { findLibrary } from './search.ts'
import type { MissingVersion } from './versions.ts'
import { missingVersions } from './versions.ts'

/** A library, or the dynamic linker itself, that a container would look for in vain. */
export interface MissingLibrary {
  readonly kind: 'library' | 'interpreter'
  /** Name as `DT_NEEDED` has it, or path of the interpreter. */
  readonly name: string
  /** Paths of the programs and libraries that need it. */
  readonly neededBy: readonly string[]
  /** Where a file of that name is, but nothing looks. */
  readonly elsewhere: readonly string[]
  /** Whether only extension modules of Python need it. */
  readonly isOfModules: boolean
}

/** What to check, and under which circumstances. */
export interface LinkingRequest {
  readonly tree: ImageTree
  /** Programs that the container starts with. */
  readonly programs: readonly FoundBinary[]
  /** Libraries that a program opens by name while it runs. */
  readonly libraries: readonly FoundBinary[]
  /**
   * Extension modules that programs in Python import, in any order: what one has loaded serves the others, as that of
   * torch serves those that are built with it.
   */
  readonly modules?: readonly FoundBinary[]
  /** Directories of LD_LIBRARY_PATH. */
  readonly libraryPath: readonly string[]
  /** Patterns of names that the host brings into the container: `libcuda.so.1`, `libnvidia-*`. */
  readonly hostLibraries: readonly string[]
}

/** What a check found. */
export interface LinkingReport {
  /** Sorted by name. */
  readonly missing: readonly MissingLibrary[]
  /** Sorted by version. */
  readonly missingVersions: readonly MissingVersion[]
  /** Programs and libraries that were looked at. */
  readonly checked: number
}

/**
 * Loads programs and libraries as a container would, without running anything: finds the interpreter and every
 * library needed, those that they need, and so on. Libraries are loaded after the programs, so that what a program
 * has loaded serves them too, as it does under one dynamic linker. Extension modules are last.
 */
export function checkLinking(request: LinkingRequest): LinkingReport {
  const loader = new Loader(request)
  for (const program of request.programs) loader.start(program)
  for (const library of request.libraries) loader.open(library)
  for (const module of request.modules ?? []) loader.import(module)
  return {
    missing: loader.missing(),
    missingVersions: loader.missingVersions(),
    checked: loader.checked,
  }
}

/** Libraries that musl's interpreter is itself, whatever files there are (musl, ldso/dynlink.c). */
const MUSL_RESERVED = /^lib(?:c|pthread|rt|m|dl|util|xnet)\./

/** What is missing so far. */
interface Missing {
  readonly kind: MissingLibrary['kind']
  readonly neededBy: Set<string>
  /** Only extension modules need it, so that another one may bring it. */
  readonly isOfModules: boolean
}

class Loader {
  readonly #request: LinkingRequest
  /** Libraries by the names that they were loaded by, and by their SONAMEs; undefined for one that is missing. */
  readonly #loaded = new Map<string, FoundBinary | undefined>()
  /** Programs and libraries by their real paths. */
  readonly #seen = new Map<string, FoundBinary>()
  readonly #missing = new Map<string, Missing>()
  #isMusl = false
  #importsModules = false

  constructor(request: LinkingRequest) {
    this.#request = request
  }

  get checked(): number {
    return this.#seen.size
  }

  missing(): readonly MissingLibrary[] {
    return [...this.#missing]
      .filter(([name, { isOfModules }]) => !isOfModules || !this.#loaded.has(name))
      .map(([name, { kind, neededBy, isOfModules }]) => ({
        kind,
        isOfModules,
        name,
        neededBy: [...neededBy],
        elsewhere: this.#request.tree.named(nameOf(name)),
      }))
      .toSorted((one, other) => (one.name < other.name ? -1 : 1))
  }

  /** None under musl, which does not ask for versions; nor of a library that the host may have another one of. */
  missingVersions(): readonly MissingVersion[] {
    if (this.#isMusl) return []
    const own = [...this.#loaded].flatMap(([name, binary]) =>
      binary === undefined || this.#isOfHost(name) ? [] : [[name, binary] as const],
    )
    return missingVersions(this.#seen.values(), new Map(own))
  }

  /** A program is beside its real path: the kernel follows the links. */
  start(program: FoundBinary): void {
    const interpreter = program.file.linkage?.interpreter
    if (interpreter !== undefined) this.#interpret(interpreter, program)
    this.#load({ binary: { ...program, path: program.realPath }, parent: undefined })
  }

  open(library: FoundBinary): void {
    this.#load({ binary: library, parent: undefined })
  }

  import(module: FoundBinary): void {
    this.#importsModules = true
    this.open(module)
  }

  #interpret(interpreter: string, program: FoundBinary): void {
    const found = this.#request.tree.find(interpreter)
    this.#loaded.set(nameOf(interpreter), found)
    this.#isMusl ||= nameOf(interpreter).startsWith('ld-musl-')
    if (found === undefined) this.#note('interpreter', interpreter, program)
  }

  /** Breadth first, in the order of the dynamic linker. */
  #load(root: Requester): void {
    const queue: Requester[] = [root]
    for (let requester = queue.shift(); requester !== undefined; requester = queue.shift()) {
      const { realPath, file } = requester.binary
      if (this.#seen.has(realPath)) continue
      this.#seen.set(realPath, requester.binary)
      const soname = file.linkage?.soname
      if (soname !== undefined && !this.#loaded.has(soname))
        this.#loaded.set(soname, requester.binary)
      for (const name of file.linkage?.needed ?? []) {
        const binary = this.#find(name, requester)
        if (binary !== undefined) queue.push({ binary, parent: requester })
      }
    }
  }

  #find(name: string, requester: Requester): FoundBinary | undefined {
    const { tree, libraryPath } = this.#request
    if (this.#loaded.has(name) || (this.#isMusl && MUSL_RESERVED.test(name))) return undefined
    const found = findLibrary(tree, name, requester, libraryPath)
    if (found !== undefined) this.#loaded.set(name, found)
    else if (!this.#isOfHost(name)) this.#note('library', name, requester.binary)
    return found
  }

  #isOfHost(name: string): boolean {
    return this.#request.hostLibraries.some((pattern) => matchesGlob(pattern, name))
  }

  #note(kind: MissingLibrary['kind'], name: string, { realPath }: FoundBinary): void {
    const entry = this.#missing.get(name)
    if (entry !== undefined) entry.neededBy.add(realPath)
    else {
      const isOfModules = this.#importsModules
      this.#missing.set(name, { kind, neededBy: new Set([realPath]), isOfModules })
    }
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

import type { LayerProgram } from '../binary/describe_program.ts'
import { isScript } from '../binary/describe_program.ts'
import type { LayerBinaries, LayerBinary, LayerScript } from '../binary/layer_binaries.ts'

/** A program or library, found at a path of an image. */
export interface FoundBinary {
  /** The path that was asked for: what a `$ORIGIN` is beside. */
  readonly path: string
  /** Where the file is, all links followed. */
  readonly realPath: string
  readonly file: LayerBinary
}

/** A script, found at a path of an image. */
export interface FoundScript {
  /** Where the file is, all links followed. */
  readonly realPath: string
  readonly script: LayerScript
}

/** As Linux does: more links in a row are a loop. */
const MAX_LINKS = 40

/**
 * The programs, libraries, scripts and links of an image, as a container sees them: layers over one another, upper ones
 * hiding what is below.
 */
export class ImageTree {
  readonly #files = new Map<string, LayerProgram>()
  readonly #links = new Map<string, string>()
  /** Paths by the last part of their name. */
  #names: ReadonlyMap<string, readonly string[]> | undefined
  #hasLinkerCache = false

  /** @param layers bottom layer first */
  constructor(layers: Iterable<LayerBinaries>) {
    for (const layer of layers) this.#add(layer)
  }

  /** True when the image brings a cache for the dynamic linker, which may name any directory. */
  get hasLinkerCache(): boolean {
    return this.#hasLinkerCache
  }

  /** Finds the program or library that a path leads to; undefined for scripts, data and nothing. */
  find(path: string): FoundBinary | undefined {
    const { realPath, file } = this.#resolve(path) ?? {}
    if (realPath === undefined || file === undefined || isScript(file)) return undefined
    return { path, realPath, file }
  }

  /** Finds the script that a path leads to; undefined for programs, data and nothing. */
  findScript(path: string): FoundScript | undefined {
    const { realPath, file } = this.#resolve(path) ?? {}
    if (realPath === undefined || file === undefined || !isScript(file)) return undefined
    return { realPath, script: file }
  }

  /** Where a path leads, all links followed, whatever is there; undefined for a loop. */
  leadsTo(path: string): string | undefined {
    return this.#follow(path)
  }

  /** Tells whether a path leads to a program, library or script. */
  has(path: string): boolean {
    return this.#resolve(path) !== undefined
  }

  #resolve(path: string): { realPath: string; file: LayerProgram } | undefined {
    const realPath = this.#follow(path)
    const file = realPath === undefined ? undefined : this.#files.get(realPath)
    return realPath === undefined || file === undefined ? undefined : { realPath, file }
  }

  /** Where files or links of a name are, wherever that is. */
  named(name: string): readonly string[] {
    this.#names ??= Map.groupBy([...this.#files.keys(), ...this.#links.keys()], nameOf)
    return this.#names.get(name) ?? []
  }

  #add({ files, scripts = [], links, removed, hasLinkerCache }: LayerBinaries): void {
    for (const path of removed) this.#remove(path)
    this.#hasLinkerCache ||= hasLinkerCache ?? false
    const own = new Set(links.map(({ path }) => path))
    for (const { path } of [...files, ...scripts, ...links]) this.#makeDirectories(path, own)
    for (const file of [...files, ...scripts]) {
      this.#links.delete(file.path)
      this.#files.set(file.path, file)
    }
    for (const { path, target, kind } of links) {
      const shared = kind === 'hard' ? this.#files.get(target) : undefined
      this.#files.delete(path)
      if (kind === 'symbolic') this.#links.set(path, target)
      else if (shared !== undefined) this.#files.set(path, { ...shared, path })
    }
  }

  /** A directory of a layer takes the place of a link below; the layer's own links stay what they are. */
  #makeDirectories(path: string, own: ReadonlySet<string>): void {
    for (let slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
      const directory = path.slice(0, slash)
      if (!own.has(directory)) this.#links.delete(directory)
    }
  }

  #remove(removed: string): void {
    const below = removed === '/' ? '' : removed.endsWith('/') ? removed : `${removed}/`
    for (const map of [this.#files, this.#links])
      for (const path of map.keys())
        if (path === removed || path.startsWith(below)) map.delete(path)
  }

  /** Follows links in every part of a path; undefined for a loop. */
  #follow(path: string): string | undefined {
    const rest = partsOf(path).toReversed()
    let at: readonly string[] = []
    for (let links = 0; ;) {
      const part = rest.pop()
      if (part === undefined) return at.join('/')
      if (part === '..') {
        at = at.slice(0, -1)
        continue
      }
      const next = [...at, part]
      const target = this.#links.get(next.join('/'))
      if (target === undefined) at = next
      else {
        if (++links > MAX_LINKS) return undefined
        if (target.startsWith('/')) at = []
        rest.push(...partsOf(target).toReversed())
      }
    }
  }
}

function partsOf(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.')
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

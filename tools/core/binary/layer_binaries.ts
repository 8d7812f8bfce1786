import type { SymbolVersions } from '../elf/versions.ts'
import type { BinaryKind } from './identify.ts'

/**
 * What a layer holds that the kernel or the dynamic linker reads, learned while the layer is made: enough to
 * tell foreign programs, missing libraries and missing interpreters later without reading the layer again.
 */
export interface LayerBinaries {
  /** Programs and libraries. */
  readonly files: readonly LayerBinary[]
  /** Files that may be executed and begin with `#!`; absent where there are none. */
  readonly scripts?: readonly LayerScript[]
  readonly links: readonly LayerLink[]
  /**
   * Paths that the layer removes from the layers below (OCI image-spec, layer.md, "Whiteouts"); one that ends
   * in a slash is a directory whose contents are removed ("Opaque Whiteout").
   */
  readonly removed: readonly string[]
  /** True when the layer brings the dynamic linker's cache, which may name libraries in any directory. */
  readonly hasLinkerCache?: true
}

/** Where the dynamic linker has its cache (ldconfig(8)). */
export const LINKER_CACHE = 'etc/ld.so.cache'

/** A program or library in a layer. */
export interface LayerBinary extends BinaryKind {
  /** Path in the image, without a slash at either end. */
  readonly path: string
  /** Undefined for files of other systems, and for what is linked statically or damaged. */
  readonly linkage?: Linkage
}

/** What a program or library asks of the dynamic linker; see {@link readElf}. */
export interface Linkage {
  readonly interpreter?: string
  readonly soname?: string
  readonly needed: readonly string[]
  readonly rpath?: string
  readonly runpath?: string
  readonly versions?: SymbolVersions
}

/** A script in a layer, which the kernel starts by another program. */
export interface LayerScript {
  /** Path in the image, without a slash at either end. */
  readonly path: string
  /** Path of the program that runs it, as its first line has it. */
  readonly interpreter: string
  /** The rest of the line, which the interpreter is given as one argument. */
  readonly argument?: string
}

/** A link in a layer. */
export interface LayerLink {
  readonly path: string
  /** What a symbolic link says, or the path in the image that a hard link shares its file with. */
  readonly target: string
  readonly kind: 'symbolic' | 'hard'
}

/**
 * Tells whether a link can lead to a program or a library. Time zones, terminals, manual pages and
 * certificates are thousands of links in a Debian image, and never do.
 */
export function isLinkOfInterest(path: string): boolean {
  return !/^(usr\/share|etc\/ssl)\//.test(path)
}

const WHITEOUT = '.wh.'
const OPAQUE = '.wh..wh..opq'

/** The path that an entry of a layer removes, as in {@link LayerBinaries.removed}; undefined when it removes none. */
export function removedBy(path: string): string | undefined {
  const slash = path.lastIndexOf('/') + 1
  const [directory, name] = [path.slice(0, slash), path.slice(slash)]
  if (name === OPAQUE) return directory === '' ? '/' : directory
  return name.startsWith(WHITEOUT) ? directory + name.slice(WHITEOUT.length) : undefined
}

import type { ByteWindows } from '../binary/byte_window.ts'
import { encodeUtf8 } from '../utf8.ts'
import type { SymbolVersions } from './versions.ts'

/** Where the names of dynamic symbols are. */
export interface NameTable {
  /** In bytes from the start of the file. */
  readonly offset: number
  readonly size: number
}

const LIBRARY = 'libstdc++.so.6'

/** The first libstdc++ that sets up `std::cout` and the others when it is loaded (that of GCC 13). */
const VERSION = 'GLIBCXX_3.4.32'

/** `std::cin`, `cout`, `cerr`, `clog`, and the wide ones. */
const STREAMS = ['3cin', '4cout', '4cerr', '4clog', '4wcin', '5wcout', '5wcerr', '5wclog'].map(
  (name) => `_ZSt${name}`,
)

/** `std::ios_base::Init::Init()`, with which code of earlier compilers sets the streams up itself. */
const SET_UP_BY_PROGRAM = '_ZNSt8ios_base4InitC1Ev'

/** What readers ask for at once, and how much of a table is read: libraries with more names are not judged. */
const WINDOW = 1024 * 1024
const MAX_TABLE = 16 * WINDOW

/**
 * Adds the version of libstdc++ that a file needs and does not say: from GCC 13 on, code that uses the standard streams
 * relies on the library to set them up. The compiler refers to a symbol of that version so that an older library is
 * refused, but the linker drops the reference with sections that nothing uses (`--gc-sections`), and the program ends
 * with a segmentation fault at its first output.
 *
 * @param needed libraries that the file names
 */
export function withIostreamVersion(
  file: ByteWindows,
  names: NameTable | undefined,
  needed: readonly string[],
  versions: SymbolVersions | undefined,
): SymbolVersions | undefined {
  if (versions === undefined || names === undefined || !needed.includes(LIBRARY)) return versions
  if (versions.needed.some((need) => need.versions.includes(VERSION))) return versions
  const found = findNames(file, names, [...STREAMS, SET_UP_BY_PROGRAM])
  if (found === undefined || found.has(SET_UP_BY_PROGRAM) || found.size === 0) return versions
  const others = versions.needed.filter(({ library }) => library !== LIBRARY)
  const own = versions.needed.find(({ library }) => library === LIBRARY)?.versions ?? []
  return { ...versions, needed: [...others, { library: LIBRARY, versions: [...own, VERSION] }] }
}

/** Which of the names a table of strings has; undefined when it is too large or beyond the end of the file. */
function findNames(
  file: ByteWindows,
  { offset, size }: NameTable,
  names: readonly string[],
): ReadonlySet<string> | undefined {
  if (size > MAX_TABLE || offset + size > file.size) return undefined
  const wanted = names.map((name) => ({ name, bytes: encodeUtf8(`\0${name}\0`) }))
  const overlap = Math.max(...wanted.map(({ bytes }) => bytes.length))
  const found = new Set<string>()
  for (let at = 0; at < size; at += WINDOW - overlap) {
    const window = file.read(offset + at, Math.min(WINDOW, size - at))
    for (let start = window.indexOf(0); start >= 0; start = window.indexOf(0, start + 1))
      for (const { name, bytes } of wanted) if (hasAt(window, start, bytes)) found.add(name)
  }
  return found
}

function hasAt(window: Uint8Array, start: number, bytes: Uint8Array): boolean {
  return bytes.every((byte, index) => window[start + index] === byte)
}

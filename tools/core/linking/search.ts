import type { LayerBinary } from '../binary/layer_binaries.ts'
import type { FoundBinary, ImageTree } from './image_tree.ts'

/** Debian's directories of libraries for one processor (multiarch tuples), by GOARCH. */
const TUPLES: Readonly<Record<string, string>> = {
  '386': 'i386-linux-gnu',
  amd64: 'x86_64-linux-gnu',
  arm: 'arm-linux-gnueabihf',
  arm64: 'aarch64-linux-gnu',
  loong64: 'loongarch64-linux-gnu',
  mips64le: 'mips64el-linux-gnuabi64',
  ppc64le: 'powerpc64le-linux-gnu',
  riscv64: 'riscv64-linux-gnu',
  s390x: 's390x-linux-gnu',
}

/**
 * Directories that the dynamic linker looks in last. glibc's own two, the second pair of 64-bit systems, and those
 * that Debian and others name in `/etc/ld.so.conf.d`; musl's are among them.
 */
function standardDirectories(architecture: string): readonly string[] {
  const tuple = TUPLES[architecture]
  const multiarch = tuple === undefined ? [] : [`/lib/${tuple}`, `/usr/lib/${tuple}`]
  const local = ['/usr/local/lib', ...(tuple === undefined ? [] : [`/usr/local/lib/${tuple}`])]
  return [...multiarch, '/lib', '/usr/lib', '/lib64', '/usr/lib64', ...local]
}

/** A library that asks for another, and who asked for it. */
export interface Requester {
  readonly binary: FoundBinary
  readonly parent: Requester | undefined
}

/**
 * Finds a library as the dynamic linker does (ld.so(8), "DESCRIPTION"): in the RPATH of who asks and of those who
 * asked for that one, unless there is a RUNPATH; in LD_LIBRARY_PATH; in the RUNPATH; in the standard directories.
 * Files for another processor are passed over.
 *
 * @param libraryPath directories of LD_LIBRARY_PATH
 */
export function findLibrary(
  tree: ImageTree,
  name: string,
  requester: Requester,
  libraryPath: readonly string[],
): FoundBinary | undefined {
  const { file } = requester.binary
  const fits = (path: string): FoundBinary | undefined => {
    const found = tree.find(path)
    return found !== undefined && isFor(found.file, file) ? found : undefined
  }
  if (name.includes('/')) return fits(expand(name, requester.binary)[0] ?? name)
  const directories = [
    ...inheritedRpath(requester),
    ...libraryPath,
    ...pathsOf(file.linkage?.runpath, requester.binary),
    ...standardDirectories(file.architectures[0] ?? ''),
  ]
  for (const directory of directories) {
    const found = fits(`${directory}/${name}`)
    if (found !== undefined) return found
  }
  const elsewhere = tree.hasLinkerCache ? tree.named(name).find((path) => fits(path)) : undefined
  return elsewhere === undefined ? undefined : fits(elsewhere)
}

function isFor(file: LayerBinary, requester: LayerBinary): boolean {
  return file.format === 'elf' && file.architectures[0] === requester.architectures[0]
}

/** A RUNPATH makes a RPATH void, and is not inherited. */
function inheritedRpath(requester: Requester): readonly string[] {
  if (requester.binary.file.linkage?.runpath !== undefined) return []
  const directories: string[] = []
  for (let at: Requester | undefined = requester; at !== undefined; at = at.parent) {
    const { rpath, runpath } = at.binary.file.linkage ?? {}
    if (runpath === undefined) directories.push(...pathsOf(rpath, at.binary))
  }
  return directories
}

function pathsOf(list: string | undefined, binary: FoundBinary): readonly string[] {
  return (list ?? '')
    .split(':')
    .filter((directory) => directory !== '')
    .flatMap((directory) => expand(directory, binary))
}

/** Replaces `$ORIGIN`, `$LIB` and `$PLATFORM` (ld.so(8), "Dynamic string tokens"): `$LIB` differs by distribution. */
function expand(text: string, { path, file }: FoundBinary): readonly string[] {
  const origin = path.slice(0, Math.max(0, path.lastIndexOf('/')))
  const platform = TUPLES[file.architectures[0] ?? '']?.split('-')[0] ?? ''
  const fixed = text
    .replaceAll(/\$(?:ORIGIN|\{ORIGIN\})/g, () => `/${origin}`)
    .replaceAll(/\$(?:PLATFORM|\{PLATFORM\})/g, () => platform)
  const tuple = TUPLES[file.architectures[0] ?? '']
  const libs = [...(tuple === undefined ? [] : [`lib/${tuple}`]), 'lib64', 'lib']
  return /\$(?:LIB\b|\{LIB\})/.test(fixed)
    ? libs.map((lib) => fixed.replaceAll(/\$(?:LIB\b|\{LIB\})/g, () => lib))
    : [fixed]
}

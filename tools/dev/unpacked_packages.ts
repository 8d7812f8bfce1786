import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { withLock } from './lock.ts'
import { CACHE } from './places.ts'
import { PrivateApt } from './private_root/apt.ts'
import { unpackAll } from './private_root/unpack.ts'

/** Packages of a later Debian that are unpacked, not installed, to be run from where they are. */
export interface UnpackedPackages {
  /** Name of the folder below {@link CACHE}; another one when the packages change. */
  readonly folder: string
  readonly packages: readonly string[]
  /**
   * `alone`: they run with the machine's own C library. `closure`: everything that they need comes
   * along, down to the C library; see {@link withOwnLibraries}.
   */
  readonly libraries: 'alone' | 'closure'
}

/** The root directory of unpacked packages; it is there after {@link ensureUnpacked}. */
export function unpackedRoot({ folder }: UnpackedPackages): string {
  return join(CACHE, folder)
}

/** Downloads and unpacks packages unless they are there. Throws an Error when that fails. */
export async function ensureUnpacked(wanted: UnpackedPackages): Promise<void> {
  const root = unpackedRoot(wanted)
  if (existsSync(root)) return
  await withLock(`${root}.lock`, async () => {
    if (!existsSync(root)) await unpack(wanted, root)
  })
}

async function unpack({ packages, libraries }: UnpackedPackages, root: string): Promise<void> {
  const unfinished = `${root}.unfinished`
  const debs = `${root}-debs`
  for (const folder of [unfinished, debs]) rmSync(folder, { recursive: true, force: true })
  const apt = new PrivateApt(`${root}-apt`)
  await apt.update()
  await apt.download(libraries === 'alone' ? packages : await apt.closure(packages), debs)
  await unpackAll(debs, unfinished)
  rmSync(debs, { recursive: true, force: true })
  renameSync(unfinished, root)
}

/** Where packages have the dynamic linker and the libraries of a machine: System V ABI, multiarch. */
const LINKERS: Partial<Record<NodeJS.Architecture, readonly [linker: string, libraries: string]>> =
  {
    x64: ['usr/lib64/ld-linux-x86-64.so.2', 'usr/lib/x86_64-linux-gnu'],
    arm64: ['usr/lib/aarch64-linux-gnu/ld-linux-aarch64.so.1', 'usr/lib/aarch64-linux-gnu'],
  }

/**
 * The command line that runs a program of unpacked packages with the libraries that came along. What
 * the program starts has the machine's own libraries again.
 *
 * @param program path below the root, such as `usr/bin/justbuild`
 */
export function withOwnLibraries(
  packages: UnpackedPackages,
  program: string,
): readonly [program: string, ...args: string[]] {
  const root = unpackedRoot(packages)
  const [linker, libraries] = LINKERS[process.arch] ?? []
  if (linker === undefined || libraries === undefined) {
    throw new Error(`No dynamic linker is known for ${process.arch}`)
  }
  return [join(root, linker), '--library-path', join(root, libraries), join(root, program)]
}

import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { join } from 'node:path'
import { withLock } from '../lock.ts'
import { CACHE } from '../places.ts'
import { writeIfChanged } from '../write_if_changed.ts'
import { PrivateApt, SUITE } from './apt.ts'
import { unpackAll } from './unpack.ts'

/**
 * The C++ compiler of the machine's own Debian release, for builds inside the private root. The root's own compiler
 * is of a later release: what it compiles needs a later libstdc++ than the machine and images of its release have,
 * and sometimes no symbol says so.
 */
export interface MachineCompiler {
  /** Has what Bazel looks for on PATH: `gcc`, `ar`, `ld` and the like. */
  readonly programs: string
}

/** Programs that are told where their headers and libraries are. */
const DRIVERS: Readonly<Record<string, string>> = {
  'c++': 'g++',
  cc: 'gcc',
  cpp: 'cpp',
  'g++': 'g++',
  gcc: 'gcc',
}

const BINUTILS = [
  'ar',
  'as',
  'dwp',
  'gcov',
  'gcov-tool',
  'ld',
  'ld.bfd',
  'ld.gold',
  'nm',
  'objcopy',
  'objdump',
  'ranlib',
  'readelf',
  'size',
  'strings',
  'strip',
] as const

/** glibc's own libraries: the compiler runs with those of the private root, which are later and belong together. */
const OF_GLIBC =
  /^(?:ld-linux.*|lib(?:c|m|mvec|pthread|dl|rt|resolv|util|anl|nsl|nss_\w+|thread_db|BrokenLocale|memusage|pcprofile|c_malloc_debug))\.so/

/** Where the compiler for a release is. */
export function machineCompiler(codename: string): MachineCompiler {
  return { programs: join(folderOf(codename), 'programs') }
}

function folderOf(codename: string): string {
  return join(CACHE, 'bazel', `compiler-${codename}`)
}

/**
 * The code name of the machine's own Debian release, such as `bookworm`; undefined where it is the one that the private
 * root is made of, whose compiler does then.
 */
export function machineRelease(osRelease = '/etc/os-release'): string | undefined {
  const text = existsSync(osRelease) ? readFileSync(osRelease, 'utf8') : ''
  const codename = /^VERSION_CODENAME="?([a-z]+)"?$/m.exec(text)?.[1]
  return codename === SUITE ? undefined : codename
}

/** Downloads and unpacks the compiler unless it is there: 70 MB, half a minute. */
export async function ensureCompiler(codename: string): Promise<MachineCompiler> {
  const folder = folderOf(codename)
  if (!existsSync(folder))
    await withLock(`${folder}.lock`, async () => {
      if (!existsSync(folder)) await createCompiler(codename, folder)
    })
  const compiler = machineCompiler(codename)
  mkdirSync(compiler.programs, { recursive: true })
  for (const [name, script] of compilerPrograms(folder))
    writeIfChanged(join(compiler.programs, name), Buffer.from(script), 0o755)
  return compiler
}

async function createCompiler(codename: string, folder: string): Promise<void> {
  process.stderr.write(`rt: private root for Bazel: the C++ compiler of ${codename} (70 MB)\n`)
  const [unfinished, debs] = [`${folder}.unfinished`, `${folder}-debs`]
  for (const path of [unfinished, debs]) rmSync(path, { recursive: true, force: true })
  const apt = new PrivateApt(`${folder}-apt`, codename)
  await apt.update()
  await apt.download(await apt.closure(['g++']), debs)
  await unpackAll(debs, unfinished)
  rmSync(debs, { recursive: true, force: true })
  linkLibraries(unfinished)
  renameSync(unfinished, folder)
}

/** A folder of the libraries that the compiler itself runs with. */
function linkLibraries(root: string): void {
  const libraries = join(root, 'libraries')
  mkdirSync(libraries)
  const parent = join(root, 'usr/lib')
  const folders = readdirSync(parent).filter((name) => name.endsWith('-linux-gnu'))
  for (const folder of folders)
    for (const name of readdirSync(join(parent, folder)))
      if (/\.so(?:\.|$)/.test(name) && !OF_GLIBC.test(name))
        symlinkSync(join('..', 'usr/lib', folder, name), join(libraries, name))
}

/** Scripts that start the programs of a compiler that is not at its usual place: name and text. */
function compilerPrograms(folder: string): readonly (readonly [name: string, script: string])[] {
  const start = (program: string, options = ''): string =>
    `#!/bin/sh\nLD_LIBRARY_PATH=${folder}/libraries exec ${folder}/usr/bin/${program}${options} "$@"\n`
  const drivers = Object.entries(DRIVERS).map(
    ([name, program]) => [name, start(program, ` --sysroot=${folder}`)] as const,
  )
  const others = BINUTILS.filter((name) => existsSync(join(folder, 'usr/bin', name)))
  return [...drivers, ...others.map((name) => [name, start(name)] as const)]
}

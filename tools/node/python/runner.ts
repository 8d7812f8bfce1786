import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ExpectedFailure } from '../../core/failure.ts'
import { startInPlace } from '../../core/python/start_in_place.ts'
import { writeFailure } from '../write_failure.ts'
import type { PythonCommand } from './python_command.ts'

/** Which Python, and what it can import. */
export interface RunnerOptions {
  /** A directory with the root of a file system that has one Python. */
  readonly root: string
  /** Directories with packages, as `site-packages` is; their `.pth` files count. */
  readonly sites?: readonly string[]
}

/**
 * A Python of another system, made ready to run on this machine: with the C library and all others of its own system,
 * and without anything of this machine or its user.
 *
 * In a directory for temporary files it has a virtual environment, whose program names the dynamic linker and the
 * libraries of the root. `sys.executable` can therefore be started like any program, by whomever: `multiprocessing` and
 * `subprocess` work, and need no variable of the environment. It goes when this is disposed.
 */
export class PythonRunner implements PythonCommand, Disposable {
  /** Such as "3.11". */
  readonly version: string
  readonly program: string
  readonly arguments: readonly string[] = []
  readonly env: Readonly<Record<string, string>>
  readonly #home: string

  /** @throws ExpectedFailure when the root has no Python, or there is no place for its program */
  constructor({ root: given, sites = [] }: RunnerOptions) {
    const root = resolve(given)
    const original = findProgram(root)
    this.version = original.version
    this.#home = makeHome()
    try {
      this.program = installProgram(root, original, this.#home)
      installSites(this.#home, original, { root, sites })
    } catch (error) {
      this[Symbol.dispose]()
      throw writeFailure(this.#home, 0, error)
    }
    this.env = environmentOf(root, this.#home)
  }

  [Symbol.dispose](): void {
    rmSync(this.#home, { recursive: true, force: true })
  }
}

interface FoundProgram {
  /** Its directory, from the root. */
  readonly directory: string
  /** Such as "python3.11". */
  readonly name: string
  readonly version: string
}

const DIRECTORIES = ['usr/bin', 'usr/local/bin', 'bin']

function findProgram(root: string): FoundProgram {
  const found = DIRECTORIES.flatMap((directory) =>
    namesIn(join(root, directory)).flatMap((name) => {
      const version = /^python(3\.\d+)$/.exec(name)?.[1]
      return version === undefined ? [] : [{ directory, name, version }]
    }),
  )
  const [first, ...others] = found
  if (first !== undefined && others.length === 0) return first
  const programs = found.map(({ directory, name }) => `/${directory}/${name}`)
  throw new ExpectedFailure({ topic: 'python-runner', reason: 'programs', root, programs })
}

function namesIn(directory: string): readonly string[] {
  return existsSync(directory) ? readdirSync(directory).sort() : []
}

/** The paths that a program names are short: so is this directory's. */
function makeHome(): string {
  const tried = [...new Set([tmpdir(), '/tmp', '/var/tmp', '/dev/shm'])].filter(
    (directory) => directory.length <= '/dev/shm'.length,
  )
  for (const directory of tried) {
    try {
      return mkdtempSync(join(directory, 'rt'))
    } catch {
      // The next one may be writable.
    }
  }
  throw new ExpectedFailure({ topic: 'python-runner', reason: 'no-place', tried })
}

function installProgram(root: string, original: FoundProgram, home: string): string {
  const { directory, name } = original
  const bin = join(home, 'bin')
  for (const each of [bin, join(home, 'home'), join(home, 'tmp')]) mkdirSync(each)
  const bytes = readFileSync(join(root, directory, name))
  const loader = loaderOf(root, bytes)
  const program = join(bin, name)
  if (loader === undefined) symlinkSync(join(root, directory, name), program)
  else {
    symlinkSync(loader, join(home, 'i'))
    linkLibraries(root, join(bin, 'l'))
    const changed = startInPlace(bytes, { loader: join(home, 'i'), libraries: '$ORIGIN/l' })
    if (!changed.ok) {
      const [topic, reason] = ['python-runner', 'not-startable'] as const
      throw new ExpectedFailure({ topic, reason, program: name, problem: changed.failure })
    }
    writeFileSync(program, bytes, { mode: 0o755 })
  }
  for (const alias of ['python', 'python3']) symlinkSync(name, join(bin, alias))
  return program
}

/** The dynamic linker of a program; undefined when the root does not have it, and it is the machine's. */
function loaderOf(root: string, program: Buffer): string | undefined {
  const named = /\/lib(?:32|64)?\/ld-[\w.-]+/.exec(program.toString('latin1', 0, 4096))?.[0]
  if (named === undefined) return undefined
  return [join(root, named), join(root, 'usr', named)].find((path) => existsSync(path))
}

const LIBRARY_DIRECTORIES = ['usr/lib', 'lib', 'usr/lib64', 'lib64', 'usr/local/lib']

/** One link where one directory has all libraries of the root, and a directory of links otherwise. */
function linkLibraries(root: string, place: string): void {
  const all = LIBRARY_DIRECTORIES.flatMap((directory) => [
    directory,
    ...namesIn(join(root, directory))
      .filter((name) => /-linux-(?:gnu|musl)/.test(name))
      .map((name) => join(directory, name)),
  ])
  const found = all.flatMap((directory) => {
    const path = join(root, directory)
    const libraries = namesIn(path).filter((name) => /\.so(?:\.|$)/.test(name))
    return libraries.length > 0 && !/\/lib64$/.test(path) ? [{ path, libraries }] : []
  })
  const [first, ...others] = found
  if (first !== undefined && others.length === 0) {
    symlinkSync(first.path, place)
    return
  }
  mkdirSync(place)
  const links = new Map(
    found.flatMap(({ path, libraries }) => libraries.map((name) => [name, join(path, name)])),
  )
  for (const [name, path] of links) symlinkSync(path, join(place, name))
}

/** Makes it a virtual environment: then Python looks for its library beside `home`, and for nothing of the user. */
function installSites(
  home: string,
  { directory, version }: FoundProgram,
  { root, sites }: { readonly root: string; readonly sites: readonly string[] },
): void {
  const lines = [`home = ${join(root, directory)}`, 'include-system-site-packages = false', '']
  writeFileSync(join(home, 'pyvenv.cfg'), lines.join('\n'))
  const packages = join(home, 'lib', `python${version}`, 'site-packages')
  mkdirSync(packages, { recursive: true })
  const calls = sites.map((site) => `site.addsitedir(${JSON.stringify(resolve(site))})`)
  if (calls.length > 0)
    writeFileSync(join(packages, 'rt.pth'), `import site; ${calls.join('; ')}\n`)
}

function environmentOf(root: string, home: string): Readonly<Record<string, string>> {
  const certificates = join(root, 'etc/ssl/certs/ca-certificates.crt')
  return {
    HOME: join(home, 'home'),
    LANG: 'C.UTF-8',
    PATH: join(home, 'bin'),
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONHASHSEED: '0',
    PYTHONNOUSERSITE: '1',
    PYTHONTZPATH: join(root, 'usr/share/zoneinfo'),
    PYTHONUTF8: '1',
    TMPDIR: join(home, 'tmp'),
    TZ: 'UTC',
    ...(existsSync(certificates) && { SSL_CERT_FILE: certificates }),
  }
}

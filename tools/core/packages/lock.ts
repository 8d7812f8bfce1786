import { decodeJsonBytes, JsonCursor } from '../json/cursor.ts'
import type { Result } from '../result.ts'

/**
 * A lock file of packages from elsewhere: which version of each is used and the hash of each file. One
 * format for Debian packages, Python wheels and plain archives. It names no host: where a file is
 * fetched from is up to the machine's own client or a mirror that the user names.
 */
export interface PackageLock {
  readonly lockVersion: 1
  /**
   * What was asked for when the lock was made, in the words of the one who asked (attribute names to
   * values); a lock whose request differs from today's attributes is out of date.
   */
  readonly request?: Readonly<Record<string, string | readonly string[]>>
  readonly packages: readonly LockedPackage[]
}

/** What {@link LockedPackage.files} are. */
export type PackageKind = 'archive' | 'deb' | 'wheel'

/**
 * One version of a package. A package whose version or dependencies differ between architectures is
 * there several times, each with the files of some of them.
 */
export interface LockedPackage {
  readonly name: string
  readonly version: string
  readonly kind: PackageKind
  /** By architecture (GOARCH), such as "amd64". */
  readonly files: Readonly<Record<string, LockedFile>>
  /** Names of the packages of this lock that it needs. */
  readonly dependsOn?: readonly string[]
  /** What people choose it by, where several packages are one thing to them. */
  readonly component?: string
}

/** A file of a package. */
export interface LockedFile {
  /** Where the file is below its index: the pool path of a .deb, the file name of a wheel. */
  readonly file: string
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string
  /** Bytes. */
  readonly size: number
  /** Where the file is as a whole, for archives that no index has; tried in order. */
  readonly urls?: readonly string[]
  /** Which of the files in it are used, by the place that each gets. All, where absent. */
  readonly kept?: Readonly<Record<string, KeptFile>>
}

/** One file inside a {@link LockedFile}. */
export interface KeptFile {
  /** Its path in the archive. */
  readonly from: string
  /** Bytes. */
  readonly size: number
}

const KINDS: readonly PackageKind[] = ['archive', 'deb', 'wheel']

/** Reads the bytes of a lock file; the failure says what is wrong with it and where. */
export function parsePackageLock(bytes: Uint8Array): Result<PackageLock, string> {
  return decodeJsonBytes(bytes, readLock)
}

/**
 * The text of a lock file, so that equal locks are equal bytes and people can read a diff: two-space
 * JSON, everything sorted but {@link LockedFile.urls} and the lists of the request, whose order means
 * something.
 */
export function printPackageLock(lock: PackageLock): string {
  const ordered = {
    lockVersion: lock.lockVersion,
    ...(lock.request === undefined ? {} : { request: sortFields(lock.request) }),
    packages: [...lock.packages].sort(byIdentity).map(packageInOrder),
  }
  return `${JSON.stringify(ordered, undefined, 2)}\n`
}

function packageInOrder(locked: LockedPackage): LockedPackage {
  const { name, version, kind, files, dependsOn, component } = locked
  const needs = dependsOn === undefined ? {} : { dependsOn: [...dependsOn].sort(byText) }
  const part = component === undefined ? {} : { component }
  const entries = Object.entries(sortFields(files)).map(
    ([key, file]) => [key, fileInOrder(file)] as const,
  )
  return { name, version, kind, ...part, files: Object.fromEntries(entries), ...needs }
}

function fileInOrder({ file, sha256, size, urls, kept }: LockedFile): LockedFile {
  return {
    file,
    sha256,
    size,
    ...(urls === undefined ? {} : { urls }),
    ...(kept === undefined ? {} : { kept: sortFields(kept) }),
  }
}

function sortFields<T>(fields: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(fields).sort(([a], [b]) => byText(a, b)))
}

function byIdentity(left: LockedPackage, right: LockedPackage): number {
  return byText(identity(left), identity(right))
}

/** Two packages of a lock must differ in this; the first architecture tells split ones apart. */
function identity({ name, kind, version, files }: LockedPackage): string {
  return [name, kind, version, ...Object.keys(files).sort(byText)].join('\n')
}

/** The order of UTF-16 code units, whatever the machine's language. */
function byText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

function readLock(root: JsonCursor): PackageLock {
  const version = root.field('lockVersion')
  if (version.value !== 1) version.fail('expected 1, the version of lock files that this rt reads')
  const request = root.optional('request')?.record(readRequested)
  const packages = root.field('packages').list(readPackage)
  refuseTwice(root, packages)
  return { lockVersion: 1, ...(request === undefined ? {} : { request }), packages }
}

function readRequested(at: JsonCursor): string | readonly string[] {
  return typeof at.value === 'string' ? at.value : at.list((item) => item.string())
}

function readPackage(at: JsonCursor): LockedPackage {
  const dependsOn = at.optional('dependsOn')?.list((item) => item.string())
  const component = at.optional('component')?.string()
  return {
    name: readText(at.field('name')),
    version: readText(at.field('version')),
    kind: readKind(at.field('kind')),
    files: at.field('files').record(readFile),
    ...(dependsOn === undefined ? {} : { dependsOn }),
    ...(component === undefined ? {} : { component }),
  }
}

function readKind(at: JsonCursor): PackageKind {
  return KINDS.find((kind) => kind === at.value) ?? at.fail('expected "archive", "deb" or "wheel"')
}

function readFile(at: JsonCursor): LockedFile {
  const urls = at.optional('urls')?.list((item) => item.string())
  const kept = at.optional('kept')?.record(readKept)
  for (const place of Object.keys(kept ?? {})) readPath(new JsonCursor(place, `${at.path}.kept`))
  return {
    file: readPath(at.field('file')),
    sha256: readSha256(at.field('sha256')),
    size: at.field('size').count(),
    ...(urls === undefined ? {} : { urls }),
    ...(kept === undefined ? {} : { kept }),
  }
}

function readKept(at: JsonCursor): KeptFile {
  return { from: readPath(at.field('from')), size: at.field('size').count() }
}

function readText(at: JsonCursor): string {
  return at.string() === '' ? at.fail('expected a text that is not empty') : at.string()
}

/** The path becomes part of file names and addresses, so that it must stay below them. */
function readPath(at: JsonCursor): string {
  const parts = readText(at).split('/')
  return parts.some((part) => part === '' || part === '.' || part === '..')
    ? at.fail('expected a relative path without "." and ".."')
    : at.string()
}

function readSha256(at: JsonCursor): string {
  return /^[0-9a-f]{64}$/.test(at.string())
    ? at.string()
    : at.fail('expected 64 lower-case hexadecimal digits')
}

function refuseTwice(root: JsonCursor, packages: readonly LockedPackage[]): void {
  const seen = new Set<string>()
  for (const { name, kind, files } of packages) {
    for (const architecture of Object.keys(files)) {
      const key = `${kind} ${name} for ${architecture}`
      if (seen.has(key)) root.field('packages').fail(`has ${key} twice`)
      seen.add(key)
    }
  }
}

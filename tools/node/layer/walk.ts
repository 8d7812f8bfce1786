import type { Dirent, Stats } from 'node:fs'
import { lstatSync, readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs'
import { isAbsolute, join, normalize } from 'node:path'
import { ROOT } from '../../core/entries/image_path.ts'
import type { ImagePath } from '../../core/entries/entry.ts'
import type { Failure } from '../../core/failure.ts'
import { ExpectedFailure } from '../../core/failure.ts'
import { fileFailure } from '../file_failure.ts'

/** Something that a walk met, and where it goes. */
export type Found =
  | { readonly kind: 'file'; readonly path: ImagePath; readonly source: string }
  | { readonly kind: 'directory'; readonly path: ImagePath; readonly source: string }
  /** A relative symbolic link; only met when links may be kept. */
  | {
      readonly kind: 'link'
      readonly path: ImagePath
      readonly source: string
      readonly target: string
    }

/** Where to walk, and how. */
export interface Walk {
  readonly path: ImagePath
  /** A file or a directory, relative to the working directory. */
  readonly source: string
  /** False follows all symbolic links; true reports relative ones, and follows the others. */
  readonly keepLinks: boolean
}

/**
 * Walks a source: itself, and what is in it when it is a directory. What a directory holds comes in no
 * particular order. Directories in it that hold no file at any depth are left out: Bazel knows a directory by
 * its files, so sandboxes, remote machines and caches lose the others, and a local build would not.
 *
 * @throws ExpectedFailure for what is missing, unreadable, special, or leads back to itself
 */
export function* walk({ path, source, keepLinks }: Walk): Generator<Found> {
  yield* visit({ path, source, above: [], keepLinks })
}

interface Visit extends Walk {
  /** The directories that lead here. */
  readonly above: readonly string[]
}

function* visit(at: Visit): Generator<Found> {
  const { path, source } = at
  const target = at.keepLinks ? relativeLinkTarget(source) : undefined
  if (target !== undefined) {
    yield { kind: 'link', path, source, target }
    return
  }
  const stats = statOf(source)
  if (stats.isFile()) yield { kind: 'file', path, source }
  else if (stats.isDirectory()) yield* visitDirectory(at)
  else fail({ topic: 'tree', reason: 'special-file', source, found: specialKind(stats) })
}

function* visitDirectory(at: Visit): Generator<Found> {
  const { path, source } = at
  refuseLoop(at)
  const isSource = at.above.length === 0
  let isShown = path === ROOT
  const show = function* (): Generator<Found> {
    if (!isShown) yield { kind: 'directory', path, source }
    isShown = true
  }
  if (isSource) yield* show()
  for (const child of childrenOf(source)) {
    const below = (path === ROOT ? child.name : `${path}/${child.name}`) as ImagePath
    const inside = `${source}/${child.name}`
    const found = child.isFile()
      ? [{ kind: 'file', path: below, source: inside } as const]
      : visit({ ...at, path: below, source: inside, above: [...at.above, source] })
    for (const item of found) {
      if (!isShown) yield* show()
      yield item
    }
  }
}

function childrenOf(source: string): readonly Dirent[] {
  const children = attempt(source, () => readdirSync(source, { withFileTypes: true }))
  for (const { name } of children) {
    if (name.includes('\uFFFD') && !existsAsNamed(`${source}/${name}`))
      fail({ topic: 'tree', reason: 'name-not-utf8', directory: source, name })
  }
  return children
}

/** A name that is not UTF-8 comes with replacement characters, and is not found under them. */
function existsAsNamed(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

/** Only a symbolic link can lead back up, so that most directories need no look. */
function refuseLoop({ source, above }: Visit): void {
  if (above.length === 0 || !lstatSync(source).isSymbolicLink()) return
  const real = realpathSync(source)
  if (above.some((directory) => realpathSync(directory) === real))
    fail({ topic: 'tree', reason: 'symlink-loop', source })
}

/**
 * What a relative symbolic link says; undefined for anything else. Bazel stages each input as an absolute
 * link to the same path elsewhere (the sandbox to the execution root, that to the workspace): those are not
 * what the user made, so they are looked through.
 */
function relativeLinkTarget(source: string): string | undefined {
  const staged = `/${normalize(source)}`
  let at = source
  for (let hops = 0; hops < MAX_STAGING_HOPS; hops++) {
    if (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return undefined
    const target = readlinkSync(at)
    if (!isAbsolute(target)) return target
    if (!target.endsWith(staged)) return undefined
    at = target
  }
  return undefined
}

const MAX_STAGING_HOPS = 8

function statOf(source: string): Stats {
  return attempt(source, () => statSync(source))
}

/** The path that a kept link leads to, or undefined when that is outside the image. */
export function linkedPath(path: ImagePath, target: string): ImagePath | undefined {
  const joined = normalize(join(path, '..', target)).replace(/\/$/, '')
  return joined === '..' || joined.startsWith('../') ? undefined : (joined as ImagePath)
}

/** What a file is that is neither file, directory nor link. */
export function specialKind(stats: Stats): string {
  if (stats.isFIFO()) return 'a named pipe'
  if (stats.isSocket()) return 'a socket'
  return 'a device'
}

function attempt<T>(source: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw fileFailure(source, error)
  }
}

function fail(failure: Failure): never {
  throw new ExpectedFailure(failure)
}

import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { ExpectedFailure } from '../core/failure.ts'
import type { KeyLookup } from '../core/file_keys.ts'
import { lookupIn } from '../core/file_keys.ts'
import { parseRunfilesManifest } from '../core/runfiles_manifest.ts'
import type { Shell } from './shell.ts'

/**
 * The files that Bazel put beside a program that `bazel run` starts.
 *
 * Own code rather than `@bazel/runfiles`: that one reads `process` on its own, walks the whole manifest
 * for every lookup, and cuts paths at the second space.
 */
export interface Runfiles {
  /** The absolute path of a key (`_main/mnist/image`), or undefined. Also for files in directories. */
  readonly lookup: KeyLookup
  /**
   * Like {@link Runfiles.lookup}, for keys that must be there.
   *
   * @throws ExpectedFailure for an unknown key, naming the places that were searched
   */
  readonly locate: (key: string) => string
}

/** What tells where the runfiles are. */
export type RunfilesHints = Pick<Shell, 'env' | 'argv0'>

/** A place that may hold runfiles: a directory of links, or a manifest. */
interface Place {
  readonly kind: 'directory' | 'manifest'
  readonly path: string
}

/**
 * Finds the runfiles, in this order: `RUNFILES_DIR`, `RUNFILES_MANIFEST_FILE`, `<argv0>.runfiles`,
 * `<argv0>.runfiles_manifest`. A key is taken from the first place that has it, so that variables left
 * over from an outer program do no harm. Nothing is read before the first lookup.
 */
export function findRunfiles(hints: RunfilesHints): Runfiles {
  const places = candidates(hints)
  const lookups = places.map((place): KeyLookup => {
    if (place.kind === 'directory') return (key) => existing(`${place.path}/${key}`)
    let table: KeyLookup | undefined
    return (key) => {
      table ??= readManifest(place.path)
      const path = table(key)
      return path === undefined ? undefined : existing(path)
    }
  })
  const lookup: KeyLookup = (key) => {
    for (const find of lookups) {
      const path = find(key)
      if (path !== undefined) return path
    }
    return undefined
  }
  const locate = (key: string): string => lookup(key) ?? missing(key, places)
  return { lookup, locate }
}

function candidates({ env, argv0 }: RunfilesHints): readonly Place[] {
  const directory = env['RUNFILES_DIR']
  const manifest = env['RUNFILES_MANIFEST_FILE']
  const places: Place[] = []
  if (directory) places.push({ kind: 'directory', path: resolve(directory) })
  if (manifest) places.push({ kind: 'manifest', path: resolve(manifest) })
  places.push({ kind: 'directory', path: resolve(`${argv0}.runfiles`) })
  places.push({ kind: 'manifest', path: resolve(`${argv0}.runfiles_manifest`) })
  return places
}

function existing(path: string): string | undefined {
  return existsSync(path) ? path : undefined
}

function readManifest(path: string): KeyLookup {
  return lookupIn(existsSync(path) ? parseRunfilesManifest(readFileSync(path, 'utf8')) : new Map())
}

function missing(key: string, places: readonly Place[]): never {
  const searched = places.map((place) => place.path)
  throw new ExpectedFailure({ topic: 'image', reason: 'unknown-key', key, searched })
}

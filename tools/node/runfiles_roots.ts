import { existsSync, lstatSync, readFileSync, readlinkSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { KeyLookup } from '../core/file_keys.ts'
import { lookupIn } from '../core/file_keys.ts'
import { inLatin1, meantPath, parseRunfilesManifest } from '../core/runfiles_manifest.ts'
import type { Shell } from './shell.ts'

/** What tells where the runfiles are. */
export type RunfilesHints = Pick<Shell, 'env' | 'argv0'>

/** What may hold runfiles: a directory of links, or a manifest that says where they are. */
export interface RunfilesRoot {
  /** The variable that leads a program which is started to it. */
  readonly variable: 'RUNFILES_DIR' | 'RUNFILES_MANIFEST_FILE'
  /** Absolute. */
  readonly path: string
  /** The path of a key, which is there; undefined where this root has no such file. */
  readonly lookup: KeyLookup
}

/**
 * Where the runfiles may be: `<argv0>.runfiles`, `<argv0>.runfiles_manifest`, and the same for what argv0 links to;
 * the runfiles that argv0 itself is in; and only where there is none of these, what the environment says:
 * `RUNFILES_DIR`, `RUNFILES_MANIFEST_FILE`, `TEST_SRCDIR`. An outer program leaves variables behind that name its own files, and
 * the keys of two workspaces are alike. No file is read before the first lookup.
 */
export function runfilesRoots({ env, argv0 }: RunfilesHints): readonly RunfilesRoot[] {
  const own = linkChain(resolve(argv0)).flatMap((self) => ownRoots(self))
  const there = own.filter(({ path }) => existsSync(path))
  if (there.length > 0) return there
  const given = [
    directory(env['RUNFILES_DIR']),
    manifest(env['RUNFILES_MANIFEST_FILE']),
    directory(env['TEST_SRCDIR']),
  ]
  return [...own, ...given.filter((root) => root !== undefined)]
}

function ownRoots(self: string): readonly RunfilesRoot[] {
  const around = self.lastIndexOf('.runfiles/')
  const roots = [
    directory(`${self}.runfiles`),
    directory(around < 0 ? undefined : self.slice(0, around + '.runfiles'.length)),
    manifest(`${self}.runfiles_manifest`),
  ]
  return roots.filter((root) => root !== undefined)
}

/** A path, and what it links to, one link after another: people link programs into a directory of their PATH. */
export function linkChain(path: string): readonly string[] {
  const chain = [path]
  for (let at = path; chain.length < MAX_LINKS;) {
    if (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink() !== true) break
    at = resolve(dirname(at), readlinkSync(at))
    chain.push(at)
  }
  return chain
}

const MAX_LINKS = 20

function directory(given: string | undefined): RunfilesRoot | undefined {
  if (!given) return undefined
  const path = resolve(given)
  return { variable: 'RUNFILES_DIR', path, lookup: (key) => existing(`${path}/${key}`) }
}

function manifest(given: string | undefined): RunfilesRoot | undefined {
  if (!given) return undefined
  const path = resolve(given)
  const tables = new Map<BufferEncoding, KeyLookup>()
  const lookupAs = (key: string, encoding: BufferEncoding): string | undefined => {
    const table = tables.get(encoding) ?? readManifest(path, encoding)
    tables.set(encoding, table)
    const found = table(encoding === 'latin1' ? inLatin1(key) : key)
    if (found === undefined) return undefined
    return existing(encoding === 'latin1' ? meantPath(found, key) : found)
  }
  const lookup: KeyLookup = (key) =>
    lookupAs(key, 'utf8') ?? (isAscii(key) ? undefined : lookupAs(key, 'latin1'))
  return { variable: 'RUNFILES_MANIFEST_FILE', path, lookup }
}

function existing(path: string): string | undefined {
  return existsSync(path) ? path : undefined
}

/**
 * Builds of Bazel that read names as the locale says write manifests, and the links in directories of runfiles, in
 * ISO 8859-1 all the same: `é` is one byte there, `模` is a question mark, and the links lead to nothing.
 */
function readManifest(path: string, encoding: BufferEncoding): KeyLookup {
  return lookupIn(
    existsSync(path) ? parseRunfilesManifest(readFileSync(path, encoding)) : new Map(),
  )
}

function isAscii(text: string): boolean {
  return /^[ -~]*$/.test(text)
}

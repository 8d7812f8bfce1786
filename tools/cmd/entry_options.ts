import type { Command } from 'commander'
import type { EntryChanges } from '../core/entries/changes.ts'
import { MAX_ID } from '../core/entries/limits.ts'
import type { ImagePath, Timestamp } from '../core/entries/entry.ts'
import { parseImagePath, ROOT } from '../core/entries/image_path.ts'
import { invalidValue } from './option_values.ts'

/** The options of {@link addEntryOptions}. */
export interface EntryOptions {
  readonly stripPrefix?: string
  readonly packageDir?: string
  readonly mode?: string
  readonly owner?: string
  readonly ownername?: string
  readonly mtime?: string
}

/** Adds the options that say where entries go and what attributes they get. */
export function addEntryOptions<T extends Command>(command: T): T {
  return command
    .option('--strip-prefix <dir>', 'directory to take off the paths')
    .option('--package-dir <dir>', 'directory of the image that the entries go to')
    .option('--mode <octal>', 'permissions of the files')
    .option('--owner <uid[:gid]>', 'owner of the entries from --package-dir on')
    .option('--ownername <name>', 'name of that owner')
    .option('--mtime <seconds>', 'time of the entries, in seconds since 1970')
}

/**
 * Reads what {@link addEntryOptions} added.
 *
 * @throws ExpectedFailure for a value that an option cannot have
 */
export function readChanges(options: EntryOptions): EntryChanges {
  const { stripPrefix = '', packageDir = '', mode, owner, ownername, mtime } = options
  const [uid, gid] = owner === undefined ? [] : readUserOrOwner(owner)
  return {
    move: {
      from: readDirectory('strip_prefix', stripPrefix),
      to: readDirectory('package_dir', packageDir),
    },
    mode: mode === undefined ? undefined : readMode(mode),
    uid,
    gid,
    uname: ownername,
    mtime: mtime === undefined ? undefined : readTime(mtime),
  }
}

function readUserOrOwner(value: string): readonly [uid: number, gid?: number] {
  if (value.includes(':')) return readOwner(value)
  if (!isId(value)) throw invalidValue('owner', value, `UID or UID:GID, ${IDS}`)
  return [Number(value)]
}

/** Reads the time of entries. */
function readTime(value: string): Timestamp {
  if (!/^\d{1,10}$/.test(value))
    throw invalidValue('mtime', value, 'whole seconds since 1970, such as 1672560000')
  return { seconds: Number(value), nanoseconds: 0 }
}

/** Reads a directory of the image; the empty text is the root. */
export function readDirectory(option: string, value: string): ImagePath {
  const path = value === '' ? { ok: true as const, value: ROOT } : parseImagePath(value)
  if (!path.ok) throw invalidValue(option, value, 'a path without ".."')
  return path.value
}

/** Reads permission bits. */
export function readMode(value: string): number {
  const mode = /^[0-7]{3,5}$/.test(value) ? Number.parseInt(value, 8) : Infinity
  if (mode > 0o7777) throw invalidValue('mode', value, 'octal digits, such as 0644')
  return mode
}

/** Reads `UID:GID`. */
export function readOwner(value: string): readonly [uid: number, gid: number] {
  const [uid = '', gid = '', ...rest] = value.split(':')
  if (!isId(uid) || !isId(gid) || rest.length > 0)
    throw invalidValue('owner', value, `UID:GID, ${IDS}`)
  return [Number(uid), Number(gid)]
}

const IDS = `such as 65532:65532; ids are at most ${MAX_ID}`

function isId(text: string): boolean {
  return /^\d{1,10}$/.test(text) && Number(text) <= MAX_ID
}

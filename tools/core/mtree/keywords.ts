import type { Timestamp } from '../entries/entry.ts'
import { DEFAULT_TIME } from '../entries/entry.ts'
import { MAX_ID } from '../entries/limits.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { decodeVis } from './vis.ts'

/** What the keywords of a line, and of the `/set` lines before it, say. */
export interface Keywords {
  readonly type?: 'file' | 'dir' | 'link'
  readonly mode?: number
  readonly uid?: number
  readonly gid?: number
  readonly uname?: string
  readonly gname?: string
  readonly time?: Timestamp
  readonly link?: string
  readonly content?: string
  readonly size?: number
}

type Name = keyof Keywords

/** Keywords that mean something to mtree(5) but nothing to a layer of an image. */
const IGNORED = new Set(
  (
    'cksum device flags gid ignore inode md5 md5digest nlink nochange optional resdevice ripemd160digest rmd160 ' +
    'rmd160digest sha1 sha1digest sha256 sha256digest sha384 sha384digest sha512 sha512digest tags'
  ).split(' '),
)

/** Reads one `KEYWORD=VALUE`; undefined for a keyword that is known and ignored. */
export function readKeyword(word: string): Result<Keywords | undefined, string> {
  const equals = word.indexOf('=')
  const name = equals < 0 ? word : word.slice(0, equals)
  const reader = READERS.get(name)
  if (reader === undefined)
    return IGNORED.has(name) ? ok(undefined) : err(`unknown keyword "${name}"`)
  if (equals < 0) return err(`the keyword "${name}" has no value`)
  return reader(word.slice(equals + 1))
}

/** The field that a keyword sets, for `/unset`; undefined for ignored ones. */
export function fieldOfKeyword(name: string): Result<Name | undefined, string> {
  if (name === 'contents') return ok('content')
  if (READERS.has(name)) return ok(name as Name)
  return IGNORED.has(name) ? ok(undefined) : err(`unknown keyword "${name}"`)
}

type Reader = (value: string) => Result<Keywords, string>

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>(
  Object.entries({
    type: readType,
    mode: (value: string) =>
      /^[0-7]{1,5}$/.test(value) && Number.parseInt(value, 8) <= 0o7777
        ? ok({ mode: Number.parseInt(value, 8) })
        : err(`mode is "${value}", accepted are octal digits such as 0755`),
    uid: (value: string) => mapId('uid', value, (uid) => ({ uid })),
    gid: (value: string) => mapId('gid', value, (gid) => ({ gid })),
    size: (value: string) => mapCount('size', value, (size) => ({ size })),
    uname: (value: string) => mapText(value, (uname) => ({ uname })),
    gname: (value: string) => mapText(value, (gname) => ({ gname })),
    time: readTime,
    link: (value: string) => mapText(value, (link) => ({ link })),
    content: (value: string) => mapText(value, (content) => ({ content })),
    contents: (value: string) => mapText(value, (content) => ({ content })),
  }),
)

function readType(value: string): Result<Keywords, string> {
  switch (value) {
    case 'file':
    case 'dir':
    case 'link':
      return ok({ type: value })
    default:
      return err(`type is "${value}", accepted are file, dir and link`)
  }
}

/**
 * `SECONDS` or `SECONDS.NANOSECONDS`. What follows the point counts nanoseconds whatever its length, as
 * libarchive reads it: `5.1` is one nanosecond after 5.
 */
function readTime(value: string): Result<Keywords, string> {
  if (value === DEFAULT_TIME_TEXT) return ok({ time: DEFAULT_TIME })
  const match = /^(-?\d{1,12})(?:\.(\d{1,9}))?$/.exec(value)
  if (match === null) return err(`time is "${value}", accepted are seconds since 1970`)
  return ok({ time: { seconds: Number(match[1]), nanoseconds: Number(match[2] ?? 0) } })
}

const DEFAULT_TIME_TEXT = String(DEFAULT_TIME.seconds)

function mapId(
  name: string,
  value: string,
  field: (id: number) => Keywords,
): Result<Keywords, string> {
  return /^\d+$/.test(value) && Number(value) > MAX_ID
    ? err(`${name} is "${value}", accepted is a whole number up to ${MAX_ID}`)
    : mapCount(name, value, field)
}

function mapCount(
  name: string,
  value: string,
  field: (count: number) => Keywords,
): Result<Keywords, string> {
  const count = Number(value)
  return /^\d+$/.test(value) && Number.isSafeInteger(count)
    ? ok(field(count))
    : err(`${name} is "${value}", accepted is a whole number`)
}

function mapText(value: string, field: (text: string) => Keywords): Result<Keywords, string> {
  const text = decodeVis(value)
  if (!text.ok) return text
  return text.value.includes('\0') ? err('a NUL character') : ok(field(text.value))
}

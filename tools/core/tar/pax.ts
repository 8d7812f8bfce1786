import type { Timestamp } from '../entries/entry.ts'
import { encodeUtf8 } from '../utf8.ts'
import type { TarHeader } from './tar_header.ts'
import { fitsOctal, fitsText, isAscii, splitName } from './limits.ts'

/** One `key=value` of a pax extended header. */
export interface PaxRecord {
  readonly key: string
  readonly value: string
}

/** What a ustar block cannot say of an entry, in the order of the keys. */
export function paxRecords(header: TarHeader, name: string): readonly PaxRecord[] {
  const records: PaxRecord[] = []
  const add = (key: string, value: string | number): void => {
    records.push({ key, value: String(value) })
  }
  const { uid, gid, uname, gname, size, mtime, target } = header
  if (!fitsOctal(gid, 7)) add('gid', gid)
  if (!fitsText(gname, 32)) add('gname', gname)
  if (!fitsText(target, 100)) add('linkpath', target)
  if (mtime.nanoseconds !== 0 || !fitsOctal(mtime.seconds, 11)) add('mtime', decimal(mtime))
  if (!isAscii(name) || splitName(name) === undefined) add('path', name)
  if (!fitsOctal(size, 11)) add('size', size)
  if (!fitsOctal(uid, 7)) add('uid', uid)
  if (!fitsText(uname, 32)) add('uname', uname)
  return records
}

/** Encodes records, each as `LENGTH key=value` and a newline, where LENGTH counts bytes and itself. */
export function paxBody(records: readonly PaxRecord[]): Uint8Array {
  const texts = records.map(({ key, value }) => {
    const rest = ` ${key}=${value}\n`
    return `${lengthWithItself(encodeUtf8(rest).length)}${rest}`
  })
  return encodeUtf8(texts.join(''))
}

/** The smallest number that is the sum of a length and of its own digits. */
function lengthWithItself(length: number): number {
  let total = length + 1
  while (length + String(total).length > total) total++
  return total
}

/** Seconds with a fraction where there is one (POSIX pax, "mtime"). */
function decimal({ seconds, nanoseconds }: Timestamp): string {
  if (nanoseconds === 0) return String(seconds)
  const [sign, whole, fraction] =
    seconds < 0 ? ['-', -seconds - 1, 1_000_000_000 - nanoseconds] : ['', seconds, nanoseconds]
  return `${sign}${whole}.${String(fraction).padStart(9, '0').replace(/0+$/, '')}`
}

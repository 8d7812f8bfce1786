import type { JsonCursor } from '../json/cursor.ts'
import { decodeJsonBytes } from '../json/cursor.ts'
import type { Result } from '../result.ts'
import type { WheelTarget } from './best_wheel.ts'
import { bestWheel } from './best_wheel.ts'
import type { ForeignFile } from './foreign_lock.ts'
import type { PylockPackage, PylockWheel } from './pylock.ts'

/** A wheel of a lock of which the address is wanted. */
export interface SoughtWheel {
  readonly name: string
  readonly version: string
  readonly architecture: string
  /** Its file, or the hashes that it may have. */
  readonly file: SoughtFile
}

type SoughtFile =
  Exclude<ForeignFile, KnownFile> | (Omit<KnownFile, 'size'> & { readonly size?: number })
type KnownFile = Extract<ForeignFile, { readonly file: unknown }>

/** Where a wheel is on the indexes of this machine, today. */
export interface WheelAddress {
  readonly file: string
  readonly sha256: string
  /** Bytes; 0 where nobody says it. */
  readonly size: number
  readonly url: string
}

/** Reads the packages of a lock, as repository rules have them: JSON. */
export function parseSoughtWheels(bytes: Uint8Array): Result<readonly SoughtWheel[], string> {
  return decodeJsonBytes(bytes, (root) => root.list(readPackage).flat())
}

function readPackage(at: JsonCursor): readonly SoughtWheel[] {
  const name = at.field('name').string()
  const version = at.field('version').string()
  const files = at.field('files').record(readFile)
  return Object.entries(files).map(([architecture, file]) => {
    return { name, version, architecture, file }
  })
}

function readFile(at: JsonCursor): SoughtFile {
  const hashes = at.optional('hashes')?.list((item) => item.string())
  if (hashes !== undefined) return { hashes }
  const size = at.optional('size')?.count() ?? 0
  return { file: at.field('file').string(), sha256: at.field('sha256').string(), size }
}

/**
 * Finds wheels among what an index has; those that it does not have as locked are left out. No address has a
 * login in it.
 *
 * @param target where wheels of which only hashes are known are to work
 * @returns by name of the package
 */
export function wheelAddresses(
  sought: readonly SoughtWheel[],
  offered: readonly PylockPackage[],
  target: WheelTarget,
): ReadonlyMap<string, WheelAddress> {
  const byName = new Map(offered.map((each) => [each.name, each.wheels]))
  return new Map(
    sought.flatMap(({ name, file }) => {
      const address = addressOf(file, byName.get(name) ?? [], target)
      return address === undefined ? [] : [[name, address]]
    }),
  )
}

function addressOf(
  wanted: SoughtFile,
  wheels: readonly PylockWheel[],
  target: WheelTarget,
): WheelAddress | undefined {
  const fits = ({ file, sha256 }: PylockWheel): boolean =>
    'hashes' in wanted
      ? sha256 !== undefined && wanted.hashes.includes(sha256)
      : file === wanted.file && (sha256 ?? wanted.sha256) === wanted.sha256
  const wheel = bestWheel(wheels.filter(fits), target)
  const url = wheel?.url === undefined ? undefined : withoutLogin(wheel.url)
  if (wheel === undefined || url === undefined) return undefined
  const known = 'hashes' in wanted ? undefined : wanted
  const sha256 = known?.sha256 ?? wheel.sha256 ?? ''
  return { file: wheel.file, sha256, size: wheel.size ?? known?.size ?? 0, url }
}

/** An address that can be downloaded from, as whoever it is; undefined where it is of another kind. */
export function withoutLogin(text: string): string | undefined {
  const [, scheme, rest] = /^(https?:\/\/)(?:[^/?#]*@)?([^#]+)/i.exec(text) ?? []
  return scheme === undefined || rest === undefined ? undefined : scheme + rest
}

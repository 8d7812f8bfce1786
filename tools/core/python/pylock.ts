import { parse } from 'smol-toml'
import type { JsonCursor } from '../json/cursor.ts'
import { decodeJson } from '../json/cursor.ts'
import type { Result } from '../result.ts'
import { err } from '../result.ts'
import type { Marker } from './marker.ts'
import { parseMarker } from './marker.ts'
import { normalizedName } from './requirement.ts'

/** A package of a pylock.toml. */
export interface PylockPackage {
  readonly name: string
  /** Empty for what has none, such as a folder of sources. */
  readonly version: string
  /** Where it is installed; everywhere, where absent. */
  readonly marker?: Marker
  readonly dependsOn?: readonly string[]
  readonly wheels: readonly PylockWheel[]
}

/** A wheel of a package. */
export interface PylockWheel {
  readonly file: string
  readonly sha256?: string
  readonly size?: number
  /** Where it lies on this machine, for wheels that do not come from an index. */
  readonly path?: string
  /** Where it is to be had, for others. */
  readonly url?: string
}

/** Reads a pylock.toml (PEP 751); the failure says what is wrong and where. */
export function parsePylock(text: string): Result<readonly PylockPackage[], string> {
  let document: unknown
  try {
    document = parse(text)
  } catch (error) {
    const problem = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    return err(problem)
  }
  return decodeJson(document, (root) => {
    const version = root.field('lock-version')
    if (!version.string().startsWith('1.')) version.fail('expected 1.x')
    return root.optional('packages')?.list(readPackage) ?? []
  })
}

function readPackage(at: JsonCursor): PylockPackage {
  const marker = at.optional('marker')
  const dependsOn = at
    .optional('dependencies')
    ?.list((item) => normalizedName(item.field('name').string()))
  return {
    name: normalizedName(at.field('name').string()),
    version: readVersion(at.optional('version')),
    ...(marker !== undefined && { marker: readMarker(marker) }),
    ...(dependsOn !== undefined && { dependsOn }),
    wheels: at.optional('wheels')?.list(readWheel) ?? readArchive(at.optional('archive')),
  }
}

function readVersion(at: JsonCursor | undefined): string {
  const version = at?.string() ?? ''
  if (/[^\w.!+-]/.test(version)) at?.fail('is not a version')
  return version
}

function readMarker(at: JsonCursor): Marker {
  const marker = parseMarker(at.string())
  return marker.ok ? marker.value : at.fail(marker.failure)
}

/** A wheel that was asked for by its path or address. */
function readArchive(at: JsonCursor | undefined): readonly PylockWheel[] {
  if (at === undefined) return []
  const wheel = readWheel(at)
  return wheel.file.endsWith('.whl') ? [wheel] : []
}

function readWheel(at: JsonCursor): PylockWheel {
  const url = at.optional('url')?.string()
  const path = url?.startsWith('file:') === true ? filePath(url) : at.optional('path')?.string()
  const place = at.optional('name')?.string() ?? url ?? path ?? at.fail('has no name')
  const file = fileName(place)
  if (file === '' || /[/\\\s]/.test(file)) at.fail('has no name of a file')
  const sha256 = at.optional('hashes')?.optional('sha256')?.string()
  const size = at.optional('size')?.count()
  return {
    file,
    ...(sha256 !== undefined && { sha256 }),
    ...(size !== undefined && { size }),
    ...(path !== undefined && { path }),
    ...(path === undefined && url !== undefined && { url }),
  }
}

function fileName(place: string): string {
  const plain = place.replace(/[#?].*$/su, '')
  return decoded(plain.slice(plain.lastIndexOf('/') + 1))
}

function filePath(url: string): string {
  return decoded(url.replace(/^file:(?:\/\/)?/, '').replace(/[#?].*$/su, ''))
}

/** A per cent sign that begins no escape stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

import { parseWheelName } from '../packages/wheel_name.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { parseEntryPoints } from './entry_points.ts'
import { headerOf, parseHeaders } from './headers.ts'
import { isOutsideRecord } from './install_plan.ts'
import type { RecordLine } from './record.ts'
import { comparePythonVersions, parsePythonVersion } from './version.ts'
import { parseRecord, RECORD_ALGORITHMS } from './record.ts'
import type { Wheel, WheelMember } from './wheel.ts'

/** Reads a small text of the archive; undefined where there is none. */
export type ReadText = (path: string) => string | undefined

/** Wheels of this version of the format, and those before the next larger one, can be installed. */
const FORMAT_MAJOR = '1'

/**
 * Reads what a wheel says of itself, and checks that RECORD and the archive have the same files.
 *
 * @param file path of the .whl
 * @returns a clause when it is not a wheel, or contradicts itself
 */
export function readWheel(
  file: string,
  members: readonly WheelMember[],
  readText: ReadText,
): Result<Wheel, string> {
  const name = parseWheelName(file.slice(file.lastIndexOf('/') + 1))
  if (name === undefined) return err('its name is not NAME-VERSION-PYTHON-ABI-PLATFORM.whl')
  const distInfo = findDistInfo(members, name)
  if (!distInfo.ok) return distInfo
  const directory = distInfo.value
  const text = (part: string): string | undefined => readText(`${directory}/${part}`)
  const headers = parseHeaders(text('WHEEL') ?? '')
  const format = headerOf(headers, 'wheel-version')
  if (format?.split('.')[0] !== FORMAT_MAJOR)
    return err(`its format is of version ${format ?? 'unknown'}, and rt knows 1.0`)
  const metadata = text('METADATA')
  if (metadata === undefined) return err('it has no METADATA')
  const points = parseEntryPoints(text('entry_points.txt') ?? '')
  if (!points.ok) return points
  const record = checkedRecord(members, directory, text('RECORD'))
  if (!record.ok) return record
  return ok({
    file,
    name: name.name,
    version: name.version,
    distInfo: directory,
    dataDirectory: directory.replace(/\.dist-info$/, '.data'),
    isPure: headerOf(headers, 'root-is-purelib')?.toLowerCase() === 'true',
    members,
    record: record.value,
    entryPoints: points.value,
    requirements: parseHeaders(metadata).get('requires-dist') ?? [],
  })
}

/** The one directory of descriptions; its name may be spelled in other ways than the file's. */
function findDistInfo(
  members: readonly WheelMember[],
  { name, version }: { readonly name: string; readonly version: string },
): Result<string, string> {
  const found = new Set<string>()
  for (const { path } of members) {
    const top = path.slice(0, Math.max(0, path.indexOf('/')))
    if (top.endsWith('.dist-info')) found.add(top)
  }
  const [directory, ...more] = found
  if (directory === undefined) return err('it has no directory .dist-info')
  if (more.length > 0) return err(`it has several directories .dist-info: ${[...found].join(', ')}`)
  const its = directory.slice(0, -'.dist-info'.length)
  const dash = its.indexOf('-')
  const isSame =
    normalized(its.slice(0, dash)) === normalized(name) &&
    isSameVersion(its.slice(dash + 1), version)
  if (isSame) return ok(directory)
  return err(`it describes "${its}", and its name says "${name}-${version}"`)
}

/** Versions may be written in several ways; those that are none are not compared. */
function isSameVersion(left: string, right: string): boolean {
  const [one, other] = [left, right].map(parsePythonVersion)
  return one === undefined || other === undefined || comparePythonVersions(one, other) === 0
}

/** The name of a distribution as indexes compare it. */
export function normalized(name: string): string {
  return name.replaceAll(/[-_.]+/g, '-').toLowerCase()
}

function checkedRecord(
  members: readonly WheelMember[],
  distInfo: string,
  text: string | undefined,
): Result<ReadonlyMap<string, RecordLine>, string> {
  if (text === undefined) return err('it has no RECORD')
  const lines = parseRecord(text)
  if (!lines.ok) return lines
  const record = new Map(lines.value.map((line) => [line.path, line]))
  for (const { path, size } of members) {
    if (isOutsideRecord({ distInfo }, path)) continue
    const line = record.get(path)
    if (line === undefined) return err(`RECORD does not name "${path}"`)
    const algorithm = line.hash.slice(0, Math.max(0, line.hash.indexOf('=')))
    if (!RECORD_ALGORITHMS.some((each) => each === algorithm))
      return err(`RECORD has no hash of "${path}" that is strong enough`)
    if (line.size !== undefined && line.size !== size)
      return err(`"${path}" has ${size} bytes, and RECORD says ${line.size}`)
  }
  const present = new Set(members.map(({ path }) => path))
  const missing = lines.value.find(
    ({ path }) => !present.has(path) && !isOutsideRecord({ distInfo }, path) && !path.endsWith('/'),
  )
  return missing === undefined
    ? ok(record)
    : err(`RECORD names "${missing.path}", which is not there`)
}

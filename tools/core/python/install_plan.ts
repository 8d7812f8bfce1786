import type { ImagePath } from '../entries/entry.ts'
import { parseImagePath } from '../entries/image_path.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { sourceOfBytecode } from './bytecode.ts'
import type { Environment, InstalledFile } from './environment.ts'
import { sitePackages } from './environment.ts'
import { scriptText, withInterpreter } from './entry_points.ts'
import { onePerPlace } from './one_per_place.ts'
import type { RecordLine } from './record.ts'
import { printRecord } from './record.ts'
import type { Wheel, WheelMember } from './wheel.ts'

/** What installing a wheel needs to know of contents. */
export interface WheelContents {
  /** The text of a script whose first line is a placeholder, `#!python`; undefined for others, and for programs. */
  script(member: WheelMember): string | undefined
  /** The hash of a text, as RECORD has it. */
  hash(text: string): RecordLine['hash']
  /** Bytes of a text. */
  size(text: string): number
}

const SIGNATURES = ['RECORD', 'RECORD.jws', 'RECORD.p7s']

/** Files of the descriptions that RECORD does not name: itself and its signatures. */
export function isOutsideRecord({ distInfo }: Pick<Wheel, 'distInfo'>, path: string): boolean {
  return SIGNATURES.some((name) => path === `${distInfo}/${name}`)
}

/**
 * Decides where each file of a wheel goes, as installers do (binary distribution format, "Installing a wheel"): modules,
 * what `.data` says, programs for entry points, INSTALLER, and RECORD of all that.
 *
 * @returns the files, or a clause about one that cannot be placed
 */
export function installWheel(
  wheel: Wheel,
  environment: Environment,
  contents: WheelContents,
): Result<readonly InstalledFile[], string> {
  const files: InstalledFile[] = []
  const python = `/${environment.prefix}/bin/python`
  for (const member of installable(wheel)) {
    const installed = installPathOf(wheel, member.path, environment)
    if (!installed.ok) return installed
    files.push(fileOf(member, installed.value, { python, contents }))
  }
  for (const point of wheel.entryPoints) {
    const bin = `${environment.prefix}/bin`
    const placed = installPath(bin, point.name, true)
    if (!placed.ok) return placed
    const content = { kind: 'text', text: scriptText(point, python) } as const
    files.push({ path: placed.value.path, mode: 0o755, content })
  }
  const site = `${environment.prefix}/${sitePackages(environment)}`
  const installer = `${site}/${wheel.distInfo}/INSTALLER` as ImagePath
  const rest = files.filter(({ path }) => path !== installer)
  const all = onePerPlace([...rest, textFile(installer, 'rt\n')], wheel, environment)
  if (!all.ok) return all
  const record = `${site}/${wheel.distInfo}/RECORD` as ImagePath
  const recorded = textFile(record, recordOf(all.value, wheel, { environment, contents }))
  return onePerPlace([...all.value, recorded], wheel, environment)
}

/** Leaves out what is made anew: RECORD, programs of entry points, and compiled files of sources that are there. */
function installable(wheel: Wheel): readonly WheelMember[] {
  const paths = new Set(wheel.members.map(({ path }) => path))
  return wheel.members.filter(({ path }) => {
    if (isOutsideRecord(wheel, path) || isOfEntryPoint(wheel, path)) return false
    return !paths.has(sourceOfBytecode(path) ?? '')
  })
}

/** Whether a script of the archive is what an entry point makes anew, as older tools have written it. */
function isOfEntryPoint({ dataDirectory, entryPoints }: Wheel, path: string): boolean {
  const scripts = `${dataDirectory}/scripts/`
  if (!path.startsWith(scripts)) return false
  const name = path.slice(scripts.length).replace(/-script\.py$/i, '')
  return entryPoints.some((point) => point.name === name)
}

function textFile(path: ImagePath, text: string): InstalledFile {
  return { path, mode: 0o644, content: { kind: 'text', text } }
}

interface InstallPath {
  readonly path: ImagePath
  readonly isScript: boolean
}

function installPathOf(
  wheel: Wheel,
  path: string,
  environment: Environment,
): Result<InstallPath, string> {
  const { prefix, version } = environment
  const site = `${prefix}/${sitePackages(environment)}`
  if (!path.startsWith(`${wheel.dataDirectory}/`)) return installPath(site, path)
  const [scheme = '', ...rest] = path.slice(wheel.dataDirectory.length + 1).split('/')
  const below = rest.join('/')
  switch (scheme) {
    case 'purelib':
    case 'platlib':
      return installPath(site, below)
    case 'scripts':
      return installPath(`${prefix}/bin`, below, true)
    case 'data':
      return installPath(prefix, below)
    case 'headers':
      return installPath(`${prefix}/include/site/python${version}/${wheel.name}`, below)
    default:
      return err(`it has "${path}", and "${scheme}" is not a place that installers know`)
  }
}

function installPath(
  directory: string,
  below: string,
  isScript = false,
): Result<InstallPath, string> {
  const path = parseImagePath(`${directory}/${below}`)
  return path.ok && path.value.startsWith(`${directory}/`)
    ? ok({ path: path.value, isScript })
    : err(`"${below}" is not a path below "/${directory}"`)
}

function fileOf(
  member: WheelMember,
  { path, isScript }: InstallPath,
  { python, contents }: { readonly python: string; readonly contents: WheelContents },
): InstalledFile {
  const mode = isScript || member.isExecutable ? 0o755 : 0o644
  if (!isScript) return { path, mode, content: { kind: 'member', member } }
  const text = contents.script(member)
  const filled = text === undefined ? undefined : withInterpreter(text, python)
  return filled === undefined
    ? { path, mode, content: { kind: 'member', member } }
    : { path, mode, content: { kind: 'text', text: filled } }
}

function recordOf(
  files: readonly InstalledFile[],
  wheel: Wheel,
  {
    environment,
    contents,
  }: { readonly environment: Environment; readonly contents: WheelContents },
): string {
  const site = `${environment.prefix}/${sitePackages(environment)}/`
  const up = sitePackages(environment).replaceAll(/[^/]+/g, '..')
  const relative = (path: string): string =>
    path.startsWith(site)
      ? path.slice(site.length)
      : `${up}/${path.slice(environment.prefix.length + 1)}`
  const lines = files.map(({ path, content }): RecordLine => {
    if (content.kind === 'text') {
      const { text } = content
      return { path: relative(path), hash: contents.hash(text), size: contents.size(text) }
    }
    const { member } = content
    const hash = wheel.record.get(member.path)?.hash ?? ''
    return { path: relative(path), hash, size: member.size }
  })
  return printRecord([...lines, { path: `${wheel.distInfo}/RECORD`, hash: '', size: undefined }])
}

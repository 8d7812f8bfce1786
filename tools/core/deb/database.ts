import { compareBytes } from '../entries/image_path.ts'
import { printStanza } from './stanza.ts'
import type { UnpackedMember, UnpackedPackage } from './unpacked.ts'

/** A file that dpkg keeps. */
export interface DatabaseFile {
  /** Below /var/lib/dpkg. */
  readonly path: string
  readonly text: string
}

/**
 * The state of all packages of a system, as dpkg and scanners read it (deb-control(5) with "Status";
 * dpkg(1), FILES).
 */
export function statusFile(packages: readonly UnpackedPackage[]): DatabaseFile {
  const sorted = [...packages].sort((a, b) => compareBytes(a.name, b.name))
  return { path: 'status', text: sorted.map(statusOf).join('\n') }
}

/** The state of one package in a file of its own, as images without a package manager have it. */
export function statusDirectoryFile(one: UnpackedPackage): DatabaseFile {
  return { path: `status.d/${one.name}`, text: statusOf(one) }
}

function statusOf({ control, name, members }: UnpackedPackage): string {
  const conffiles = members.flatMap(({ path, md5 }) => (md5 === undefined ? [] : `/${path} ${md5}`))
  const fields: (readonly [string, string])[] = [
    ['Package', name],
    ['Status', 'install ok installed'],
    ...[...control].filter(([field]) => field !== 'Package' && field !== 'Status'),
  ]
  if (conffiles.length > 0) fields.push(['Conffiles', ['', ...conffiles].join('\n')])
  return printStanza(fields)
}

/**
 * What dpkg knows of the files of one package: their list, their hashes, and those that users change
 * (dpkg-query(1), `--control-list`). In format 1 the names of packages of which several architectures may be
 * there have one.
 *
 * @param kept the members that are in the layer
 */
export function infoFiles(
  one: UnpackedPackage,
  kept: readonly UnpackedMember[],
): readonly DatabaseFile[] {
  const { control, name, architecture } = one
  const stem = control.get('Multi-Arch') === 'same' ? `${name}:${architecture}` : name
  const paths = new Set<string>(kept.map(({ path }) => path))
  const list = kept.map(({ path }) => (path === '' ? '/.' : `/${path}`))
  const conffiles = [...one.conffiles].filter((path) => paths.has(path.slice(1)))
  const file = (suffix: string, lines: readonly string[]): readonly DatabaseFile[] =>
    lines.length === 0
      ? []
      : [{ path: `info/${stem}.${suffix}`, text: lines.map((line) => `${line}\n`).join('') }]
  return [
    ...file('conffiles', conffiles),
    ...file('list', list),
    ...file('md5sums', keptHashes(one, paths)),
  ]
}

/** The hashes of a package beside its file in `status.d`. */
export function statusDirectoryHashes(
  one: UnpackedPackage,
  kept: readonly UnpackedMember[],
): DatabaseFile {
  const paths = new Set<string>(kept.map(({ path }) => path))
  const text = keptHashes(one, paths)
    .map((line) => `${line}\n`)
    .join('')
  return { path: `status.d/${one.name}.md5sums`, text }
}

function keptHashes({ md5sums }: UnpackedPackage, paths: ReadonlySet<string>): readonly string[] {
  return md5sums.filter((line) => paths.has(line.slice(line.indexOf('  ') + 2)))
}

/** The mark of the format that {@link infoFiles} has. */
export const INFO_FORMAT: DatabaseFile = { path: 'info/format', text: '1\n' }

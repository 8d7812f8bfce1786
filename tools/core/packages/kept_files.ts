import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { matchesGlob } from './glob.ts'
import type { KeptFile } from './lock.ts'

/** Where texts of licences go, each package in a folder of its own. */
export const LICENCES = 'licenses/'

/** A file or link of an archive. */
export interface ArchiveMember {
  readonly path: string
  /** Bytes; 0 for a link. */
  readonly size: number
  /** Where a symbolic link leads, as it says. */
  readonly target?: string
}

/** Which members of an archive are wanted, and where they go. */
export interface KeepRules {
  /** Name of the package, for the place of its licences. */
  readonly name: string
  /** Pattern to a directory, with a slash at its end, or to the place of a single file. */
  readonly keep: Readonly<Record<string, string>>
  readonly leaveOut: readonly string[]
}

/**
 * Chooses the files of an archive that are kept, by their places. A link that is kept becomes the file that it
 * leads to, under the link's name, instead of the file under its own: libraries are looked for by the name of
 * the link (their SONAME).
 *
 * @returns a clause that says what is wrong when two files would have one place
 */
export function chooseKept(
  members: readonly ArchiveMember[],
  rules: KeepRules,
): Result<Readonly<Record<string, KeptFile>>, string> {
  const byPath = new Map(members.map((member) => [member.path, member]))
  const chosen = members.flatMap((member) => {
    const place = placeOf(member.path, rules)
    const file = place === undefined ? undefined : fileOf(member, byPath)
    return place === undefined || file === undefined ? [] : [{ place, member, file }]
  })
  const linked = new Set(
    chosen.filter((each) => each.member !== each.file).map((each) => each.file),
  )
  const kept: Record<string, KeptFile> = {}
  for (const { place, member, file } of chosen) {
    if (member === file && linked.has(file)) continue
    const before = kept[place]
    if (before !== undefined && before.from !== file.path) {
      return err(`"${before.from}" and "${file.path}" both go to "${place}"`)
    }
    kept[place] = { from: file.path, size: file.size }
  }
  return ok(kept)
}

function placeOf(path: string, { name, keep, leaveOut }: KeepRules): string | undefined {
  if (leaveOut.some((pattern) => matchesGlob(pattern, path))) return undefined
  const base = path.slice(path.lastIndexOf('/') + 1)
  for (const [pattern, place] of Object.entries(keep)) {
    if (matchesGlob(pattern, path)) return place.endsWith('/') ? place + base : place
  }
  return isLicence(path) ? `${LICENCES}${name}/${base}` : undefined
}

/** Texts that must go along: of wheels in their metadata, of Debian packages under /usr/share/doc. */
function isLicence(path: string): boolean {
  return (
    /\.dist-info\/(?:.*\/)?(?:licen[cs]e|copying|notice|eula)[^/]*$/i.test(path) ||
    /\.dist-info\/licenses\//.test(path) ||
    /^usr\/share\/doc\/[^/]+\/copyright$/.test(path)
  )
}

/** Follows links inside the archive; undefined where they lead out of it, to a directory, or nowhere. */
function fileOf(
  member: ArchiveMember,
  byPath: ReadonlyMap<string, ArchiveMember>,
): ArchiveMember | undefined {
  let at: ArchiveMember | undefined = member
  for (let steps = 0; at?.target !== undefined && steps < 40; steps += 1) {
    at = byPath.get(resolveFrom(at.path, at.target))
  }
  return at?.target === undefined ? at : undefined
}

function resolveFrom(path: string, target: string): string {
  const parts = target.startsWith('/') ? [] : path.split('/').slice(0, -1)
  for (const part of target.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/')
}

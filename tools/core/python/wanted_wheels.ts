import type { PackageLock } from '../packages/lock.ts'
import type { RequiredLine } from './requirements_file.ts'
import { printRequirement } from './requirement.ts'

/** What wheels are wanted, from whatever documents said so. */
export interface WantedWheels {
  /** A GOARCH name. */
  readonly architectures: readonly string[]
  readonly python: string
  readonly glibc: string
  readonly requirements: readonly RequiredLine[]
  /** Only limit versions of what is needed anyway. */
  readonly constraints: readonly RequiredLine[]
  /** Whether versions before a release count. */
  readonly prereleases: boolean
  /** Normalised names that count as there. */
  readonly exclude: readonly string[]
  readonly wheels: readonly OwnWheel[]
}

/** A wheel of the user's own. */
export interface OwnWheel {
  /** Its name. */
  readonly file: string
  readonly path: string
  readonly sha256: string
  readonly size: number
}

/** What a lock says it was made for, so that equal settings are equal texts. */
export function requestOf(wanted: WantedWheels): NonNullable<PackageLock['request']> {
  return {
    architectures: wanted.architectures,
    constraints: texts(wanted.constraints),
    exclude: [...wanted.exclude].sort(),
    glibc: wanted.glibc,
    python: wanted.python,
    requirements: [...texts(wanted.requirements), ...(wanted.prereleases ? ['--pre'] : [])],
    wheels: wanted.wheels.map(({ file, sha256 }) => `${file} sha256:${sha256}`).sort(),
  }
}

function texts(lines: readonly RequiredLine[]): readonly string[] {
  return [...new Set(lines.map(requestLine))].sort()
}

function requestLine({ requirement, hashes }: RequiredLine): string {
  return printRequirement(requirement) + hashes.map((hash) => ` --hash=sha256:${hash}`).join('')
}

/** What differs between the request of a lock and today's, a clause for each difference. */
export function requestChanges(
  before: PackageLock['request'],
  now: NonNullable<PackageLock['request']>,
): readonly string[] {
  return Object.entries(now).flatMap(([name, value]) => {
    const old = before?.[name]
    if (JSON.stringify(old) === JSON.stringify(value)) return []
    if (!Array.isArray(value) || !Array.isArray(old))
      return [`${name} was ${textOf(old)} and is ${textOf(value)}`]
    const list: readonly string[] = value
    const gone = old.filter((each: string) => !list.includes(each))
    const added = list.filter((each) => !old.includes(each))
    return [
      ...added.map((each) => `${name} has "${each}" now`),
      ...gone.map((each) => `${name} had "${String(each)}"`),
    ]
  })
}

function textOf(value: string | readonly string[] | undefined): string {
  return value === undefined ? 'not there' : JSON.stringify(value)
}

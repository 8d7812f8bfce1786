import type { LockedPackage, PackageLock } from '../packages/lock.ts'
import { parseWheelName } from '../packages/wheel_name.ts'
import { markerHolds, parseMarker } from './marker.ts'
import { normalizedName } from './requirement.ts'
import type { WantedWheels } from './wanted_wheels.ts'

const VERSION = /^[\w.!+-]+$/

/** Why a lock is not one of wheels, in a clause: what it has becomes names of repositories, of files, and lines for pip. */
export function foreignPackage({ packages }: PackageLock): string | undefined {
  for (const { name, version, kind, files } of packages) {
    if (kind !== 'wheel') return `"${name}" is no wheel`
    if (!/^[a-z0-9][a-z0-9-]*$/.test(name) || name !== normalizedName(name))
      return `"${name}" is not the name of a package`
    if (!VERSION.test(version)) return `"${version}" is not a version of ${name}`
    const other = Object.values(files).find(({ file }) => !isWheelName(file))
    if (other !== undefined) return `"${other.file}" is not the name of a wheel`
  }
  return undefined
}

/** Whether a text is the name of the file of a wheel, and no path. */
export function isWheelName(file: string): boolean {
  return !/[\s/\\]/.test(file) && parseWheelName(file) !== undefined
}

/** What a lock lacks, a clause for each: somebody has edited or merged it. */
export function lockGaps({ packages }: PackageLock, wanted: WantedWheels): readonly string[] {
  return wanted.architectures.flatMap((architecture) => {
    const here = packages.filter(({ files }) => files[architecture] !== undefined)
    const names = new Set(here.map(({ name }) => name))
    return [
      ...requiredNames(wanted, architecture)
        .filter((name) => !names.has(name))
        .map((name) => `it has no ${name} for ${architecture}`),
      ...here.flatMap((each) => missingNeeds(each, names, architecture)),
    ]
  })
}

function requiredNames(wanted: WantedWheels, architecture: string): readonly string[] {
  const { python, exclude, requirements } = wanted
  const names = requirements.flatMap(({ requirement: { name, marker } }) => {
    const parsed = marker === undefined ? undefined : parseMarker(marker)
    const isWanted = !parsed?.ok || markerHolds(parsed.value, { python, architecture })
    return isWanted && !exclude.includes(name) ? [name] : []
  })
  return [...new Set(names)]
}

function missingNeeds(
  { name, dependsOn = [] }: LockedPackage,
  names: ReadonlySet<string>,
  architecture: string,
): readonly string[] {
  return dependsOn
    .filter((each) => !names.has(each))
    .map((each) => `${name} needs ${each}, which it does not have for ${architecture}`)
}

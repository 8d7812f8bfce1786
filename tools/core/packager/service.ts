import { satisfies } from '@renovatebot/pep440'
import type { Failure } from '../failure.ts'
import type { PythonSurroundings } from '../python/marker.ts'
import { markerHolds, parseMarker } from '../python/marker.ts'
import type { Requirement } from '../python/requirement.ts'
import { parseRequirement } from '../python/requirement.ts'

/** Something of a service, and what it needs. */
export interface ServicePart {
  /** What people call it, such as `flask 3.1.3`. */
  readonly name: string
  /** Requirements as wheels have them. */
  readonly requirements: readonly string[]
}

/** Distributions that a model has, in place of those of the service. */
export interface ServiceSurroundings extends PythonSurroundings {
  /** Versions by normalised names. */
  readonly model: ReadonlyMap<string, string>
}

/** Finds the wheels of a model that a service cannot work with, though they count in place of its own. */
export function serviceConflicts(
  parts: readonly ServicePart[],
  surroundings: ServiceSurroundings,
): readonly Failure[] {
  return parts.flatMap(({ name: needs, requirements }) =>
    requirements.flatMap((text): readonly Failure[] => {
      const requirement = parseRequirement(text)
      if (!requirement.ok || !isMeant(requirement.value, surroundings)) return []
      const { name, specifier } = requirement.value
      const version = surroundings.model.get(name)
      if (version === undefined || specifier === '') return []
      if (satisfies(version, specifier, { prereleases: true })) return []
      const found = `${name} ${version}`
      const wanted = name + specifier
      return [{ topic: 'packager', reason: 'service-conflict', needs, wanted, found }]
    }),
  )
}

/** Whether a requirement counts here; one of an extra names it in its marker, and no extra is meant. */
function isMeant({ marker }: Requirement, surroundings: PythonSurroundings): boolean {
  const condition = marker === undefined ? undefined : parseMarker(marker)
  return condition?.ok !== true || markerHolds(condition.value, surroundings)
}

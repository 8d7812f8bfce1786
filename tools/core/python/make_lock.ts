import { Mistakes } from '../document/mistakes.ts'
import type { LockedFile, LockedPackage, PackageLock } from '../packages/lock.ts'
import { markerHolds } from './marker.ts'
import type { PylockPackage, PylockWheel } from './pylock.ts'
import { parseRequirementsFile } from './requirements_file.ts'
import { bestWheel } from './best_wheel.ts'
import type { WheelTarget } from './best_wheel.ts'

/** One package for one architecture. */
export interface ChosenWheel {
  readonly name: string
  readonly version: string
  readonly dependsOn: readonly string[]
  readonly wheel: PylockWheel
}

/** A package of which no wheel fits. */
export interface Misfit {
  readonly requirement: string
  readonly files: readonly string[]
  /** Whether there are wheels that fit, with other hashes than those that are asked for. */
  readonly otherHashes: readonly string[]
}

/** What {@link chooseWheels} found. */
export interface WheelChoice {
  readonly chosen: readonly ChosenWheel[]
  readonly misfits: readonly Misfit[]
}

/**
 * Chooses the best wheel of each package.
 *
 * @param needs by name, what each needs, where the packages do not say it
 * @param hashes by name, the hashes that its wheel may have, where that is limited
 */
export function chooseWheels(
  packages: readonly PylockPackage[],
  target: WheelTarget,
  needs: ReadonlyMap<string, readonly string[]> = new Map(),
  hashes: ReadonlyMap<string, readonly string[]> = new Map(),
): WheelChoice {
  const chosen: ChosenWheel[] = []
  const misfits: Misfit[] = []
  for (const { name, version, marker, dependsOn, wheels } of packages) {
    if (marker !== undefined && !markerHolds(marker, target)) continue
    const wanted = hashes.get(name)
    const usable = wheels.filter(
      ({ sha256 }) => wanted === undefined || sha256 === undefined || wanted.includes(sha256),
    )
    const wheel = bestWheel(usable, target)
    if (wheel !== undefined) {
      const known = dependsOn ?? needs.get(name) ?? []
      chosen.push({ name, version: version || versionIn(wheel.file), dependsOn: known, wheel })
      continue
    }
    const other = bestWheel(wheels, target)
    misfits.push({
      requirement: version === '' ? name : `${name}==${version}`,
      files: wheels.map(({ file }) => file),
      otherHashes: other?.sha256 === undefined ? [] : [other.sha256],
    })
  }
  return { chosen, misfits }
}

function versionIn(file: string): string {
  return file.split('-')[1] ?? ''
}

/** A wheel whose hash and size are known. */
export interface HashedWheel extends ChosenWheel {
  readonly locked: LockedFile
}

/** Makes the lock of what was chosen for several architectures. */
export function makeWheelLock(
  request: NonNullable<PackageLock['request']>,
  choices: ReadonlyMap<string, readonly HashedWheel[]>,
): PackageLock {
  const merged = new Map<string, LockedPackage>()
  for (const [architecture, wheels] of choices) {
    const names = new Set(wheels.map(({ name }) => name))
    for (const { name, version, locked, dependsOn } of wheels) {
      const needed = [...new Set(dependsOn)].filter((each) => names.has(each)).sort()
      const key = JSON.stringify([name, version, needed])
      const files = { ...merged.get(key)?.files, [architecture]: locked }
      const needs = needed.length === 0 ? {} : { dependsOn: needed }
      merged.set(key, { name, version, kind: 'wheel', files, ...needs })
    }
  }
  return { lockVersion: 1, request, packages: [...merged.values()] }
}

/** What each package needs, from the comments `via` of what pip-compile or uv printed. */
export function needsOf(requirements: string): ReadonlyMap<string, readonly string[]> {
  const needs = new Map<string, string[]>()
  const text = requirements.replaceAll(/ @ \S+/g, '')
  for (const line of parseRequirementsFile(text, '', new Mistakes())) {
    if (line.kind !== 'requirement') continue
    for (const user of line.via) {
      needs.set(user, [...(needs.get(user) ?? []), line.requirement.name])
    }
  }
  return needs
}

/** The versions that a lock has for an architecture, as requirements. */
export function pinsOf(lock: PackageLock, architecture: string): readonly string[] {
  return lock.packages
    .filter(({ files }) => files[architecture] !== undefined)
    .map(({ name, version }) => `${name}==${version}`)
}

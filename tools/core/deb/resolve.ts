import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import type { DebianFailure } from './failure.ts'
import type { AvailablePackage, Universe } from './available.ts'
import { fulfils } from './available.ts'
import type { Alternatives, Relation } from './relation.ts'
import { printRelation } from './relation.ts'
import { similarNames } from './similar_names.ts'

/** What is to be installed together. */
export interface ResolveRequest {
  readonly universe: Universe
  /** What is asked for by name. */
  readonly packages: readonly Relation[]
  /** What counts as there without being chosen: `NAME` for all, `PACKAGE/NAME` where this package needs it. */
  readonly exclude: ReadonlySet<string>
  /** For errors: "bookworm for amd64". */
  readonly place: string
}

/** A package that is to be installed. */
export interface ChosenPackage extends AvailablePackage {
  /** Names of the chosen packages that it needs. */
  readonly dependsOn: readonly string[]
}

/**
 * Chooses a version of everything that is asked for and of everything that needs. The latest version that
 * fits is taken; of alternatives the first one that is chosen already, else the first that can be had; of
 * several packages that provide a name, one of higher priority, else the first by name. Recommendations
 * are not followed, and the resolver does not backtrack: packages that conflict are a failure.
 *
 * @returns the packages by name
 */
export function resolve(
  request: ResolveRequest,
): Result<ReadonlyMap<string, ChosenPackage>, DebianFailure> {
  const chosen = new Map<string, AvailablePackage>()
  const queue: AvailablePackage[] = []
  const choose = (one: AvailablePackage): void => {
    if (chosen.has(one.name)) return
    chosen.set(one.name, one)
    queue.push(one)
  }
  for (const relation of request.packages) {
    const candidate = candidateFor(request, relation)
    if (candidate === undefined) return err(missing(request, [relation], undefined))
    choose(candidate)
  }
  for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
    for (const need of one.needs) {
      if (isExcluded(request, one, need) || fulfilledBy(chosen.values(), need) !== undefined)
        continue
      const candidate = firstCandidate(request, need)
      if (candidate === undefined) return err(missing(request, need, one.name))
      const before = chosen.get(candidate.name)
      if (before !== undefined) return err(tooOld(request, need, one.name, before))
      choose(candidate)
    }
  }
  const conflict = findConflict(chosen)
  return conflict === undefined ? ok(withDependencies(chosen)) : err(conflict)
}

/** Excluded packages count as there under all of their names. */
function isExcluded(
  { exclude, universe }: ResolveRequest,
  { name: needing }: AvailablePackage,
  need: Alternatives,
): boolean {
  const counts = (name: string): boolean => exclude.has(name) || exclude.has(`${needing}/${name}`)
  return need.some(
    ({ name }) => counts(name) || universe.providers.get(name)?.some((one) => counts(one.name)),
  )
}

function fulfilledBy(
  chosen: Iterable<AvailablePackage>,
  need: Alternatives,
): AvailablePackage | undefined {
  for (const one of chosen) if (need.some((relation) => fulfils(one, relation))) return one
  return undefined
}

function firstCandidate(request: ResolveRequest, need: Alternatives): AvailablePackage | undefined {
  for (const relation of need) {
    const candidate = candidateFor(request, relation)
    if (candidate !== undefined) return candidate
  }
  return undefined
}

function candidateFor(
  { universe }: ResolveRequest,
  relation: Relation,
): AvailablePackage | undefined {
  const versions = universe.byName.get(relation.name) ?? []
  const real = versions.find((candidate) => fulfils(candidate, relation))
  if (real !== undefined) return real
  const providers = universe.providers.get(relation.name) ?? []
  return [...providers].sort(byPreference).find((candidate) => fulfils(candidate, relation))
}

/** Priorities of Debian Policy, section 2.5, and all others after them. */
const PRIORITIES = ['required', 'important', 'standard', 'optional'] as const

function byPreference(left: AvailablePackage, right: AvailablePackage): number {
  const rank = ({ priority }: AvailablePackage): number => {
    const index = PRIORITIES.findIndex((known) => known === priority)
    return index < 0 ? PRIORITIES.length : index
  }
  return rank(left) - rank(right) || (left.name < right.name ? -1 : left.name > right.name ? 1 : 0)
}

function missing(
  { universe, place }: ResolveRequest,
  need: Alternatives,
  neededBy: string | undefined,
): DebianFailure {
  const wanted = need.map(printRelation).join(' | ')
  const versions = need.flatMap(({ name }) => universe.byName.get(name) ?? [])
  if (versions.length > 0) {
    const available = versions.map(({ name, version }) => `${name} ${version}`)
    return { topic: 'debian', reason: 'no-such-version', wanted, place, neededBy, available }
  }
  const known = [...universe.byName.keys(), ...universe.providers.keys()]
  const similar = similarNames(need[0]?.name ?? '', known)
  return { topic: 'debian', reason: 'unknown-package', wanted, place, neededBy, similar }
}

function tooOld(
  { place }: ResolveRequest,
  need: Alternatives,
  neededBy: string,
  before: AvailablePackage,
): DebianFailure {
  const wanted = need.map(printRelation).join(' | ')
  const available = [`${before.name} ${before.version}`]
  return { topic: 'debian', reason: 'no-such-version', wanted, place, neededBy, available }
}

/** Two chosen packages of which one does not want the other. */
function findConflict(chosen: ReadonlyMap<string, AvailablePackage>): DebianFailure | undefined {
  for (const one of chosen.values()) {
    for (const other of chosen.values()) {
      if (one === other) continue
      const refused = one.refuses.find((relation) => fulfils(other, relation))
      if (refused === undefined) continue
      const [first, second] = [one, other].map(({ name, version }) => `${name} ${version}`)
      return {
        topic: 'debian',
        reason: 'conflict',
        first: first ?? '',
        second: second ?? '',
        refused: printRelation(refused),
      }
    }
  }
  return undefined
}

function withDependencies(
  chosen: ReadonlyMap<string, AvailablePackage>,
): ReadonlyMap<string, ChosenPackage> {
  const entries = Array.from(chosen.values(), (one) => {
    const needed = one.needs.flatMap((need) => fulfilledBy(chosen.values(), need) ?? [])
    const dependsOn = [...new Set(needed.map(({ name }) => name))].filter(
      (name) => name !== one.name,
    )
    return [one.name, { ...one, dependsOn }] as const
  })
  return new Map(entries)
}

import type { LockedPackage, PackageLock } from './lock.ts'
import type { RuntimeSet } from './runtime_set.ts'
import { requestOf } from './runtime_set.ts'

/** Before the name of a component in the request of a lock. */
const COMPONENT = 'component '

/** The components whose packages a lock of another day still has as they are asked for. */
export function upToDate(
  set: RuntimeSet,
  before: PackageLock | undefined,
): ReadonlyMap<string, readonly LockedPackage[]> {
  const request = before?.request ?? {}
  const same = new Map<string, readonly LockedPackage[]>()
  if (!equalTexts(request['architectures'], set.architectures)) return same
  for (const [name, component] of Object.entries(set.components)) {
    if (!equalTexts(request[COMPONENT + name], requestOf(component))) continue
    same.set(name, before?.packages.filter((each) => each.component === name) ?? [])
  }
  return same
}

function equalTexts(
  left: string | readonly string[] | undefined,
  right: readonly string[],
): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}

/** The lock of a set whose components have these packages, each with the packages that it needs. */
export function lockOf(
  set: RuntimeSet,
  packages: ReadonlyMap<string, readonly LockedPackage[]>,
): PackageLock {
  const components = Object.entries(set.components)
  return {
    lockVersion: 1,
    request: {
      version: set.version,
      architectures: set.architectures,
      defaults: set.defaults,
      ...Object.fromEntries(
        components.map(([name, component]) => [COMPONENT + name, requestOf(component)]),
      ),
    },
    packages: components.flatMap(([name, { needs }]) => {
      const needed = needs.flatMap((need) => packages.get(need) ?? []).map((each) => each.name)
      return (packages.get(name) ?? []).map((each) => ({
        ...each,
        component: name,
        ...(needed.length === 0 ? {} : { dependsOn: [...new Set(needed)] }),
      }))
    }),
  }
}

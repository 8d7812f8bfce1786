import type { LockedPackage, PackageLock } from '../packages/lock.ts'
import type { ChosenPackage } from './resolve.ts'

/** What was chosen for one architecture. */
export interface Choice {
  /** A GOARCH name. */
  readonly architecture: string
  readonly packages: ReadonlyMap<string, ChosenPackage>
}

/**
 * Makes the lock of what was chosen for several architectures. Packages that are alike for several of them
 * become one entry.
 */
export function makeDebLock(
  request: NonNullable<PackageLock['request']>,
  choices: readonly Choice[],
): PackageLock {
  const merged = new Map<string, LockedPackage>()
  for (const { architecture, packages } of choices) {
    for (const one of packages.values()) {
      const { name, version, file, sha256, size } = one
      const dependsOn = [...one.dependsOn].sort()
      const key = JSON.stringify([name, version, dependsOn])
      const files = { ...merged.get(key)?.files, [architecture]: { file, sha256, size } }
      merged.set(key, { name, version, kind: 'deb', files, dependsOn })
    }
  }
  return { lockVersion: 1, request, packages: [...merged.values()] }
}

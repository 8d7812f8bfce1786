import type { Mistakes } from '../document/mistakes.ts'
import { formatPosition } from '../document/node.ts'
import type { Distro, Manifest } from './manifest.ts'
import { planMatrix } from './matrix.ts'

/** Notes tags that two distributions would have. */
export function checkTags(manifest: Manifest, mistakes: Mistakes): void {
  const owners = new Map<string, Distro>()
  const told = new Set<Distro>()
  for (const { tag, distro } of planMatrix(manifest, 'VERSION').images) {
    const owner = owners.get(tag)
    owners.set(tag, owner ?? distro)
    if (owner === undefined || owner === distro || told.has(distro)) continue
    told.add(distro)
    mistakes.add(distro.at, `the tag ${tag} appears twice: ${owner.name} has it as well`, {
      fix: `give ${distro.name} other suffixes than ${formatPosition(owner.at)}`,
    })
  }
}

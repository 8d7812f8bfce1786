import { findCrane, startCraneRegistry } from '../../tools/testing/crane_registry.ts'
import type { RunningRegistry } from '../../tools/testing/registry_server.ts'

/** Starts crane's registry, which the set-up of these tests brings. */
export function startCrane(): Promise<RunningRegistry> {
  const crane = findCrane(process.env)
  if (crane === undefined) throw new Error('crane is not here: npm run setup')
  return startCraneRegistry(crane)
}

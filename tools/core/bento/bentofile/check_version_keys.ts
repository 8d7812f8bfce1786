import type { Mistakes } from '../../document/mistakes.ts'
import { present } from '../../document/read.ts'
import type { Bentofile } from './bentofile.ts'

/** Whether a version of BentoML comes before 1.4. */
export function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major < 1 || (major === 1 && minor < 4)
}

/** Keys that came with BentoML 1.4. */
export function checkVersionKeys(
  { document: { root }, envs }: Bentofile,
  version: string,
  mistakes: Mistakes,
): void {
  if (!isOlder(version)) return
  const advice = { fix: 'leave it out, or lock bentoml>=1.4' }
  const args = present(root, 'args')
  if (args !== undefined) mistakes.add(args.at, `BentoML ${version} has no "args"`, advice)
  const python = present(root, 'python')
  const layout = python?.kind === 'map' ? present(python, 'is_src_layout') : undefined
  if (layout !== undefined)
    mistakes.add(layout.at, `BentoML ${version} has no "is_src_layout"`, advice)
  for (const { name, stage, at } of envs) {
    if (stage !== 'all')
      mistakes.add(at, `BentoML ${version} has no stages, and "${name}" has one`, advice)
  }
}

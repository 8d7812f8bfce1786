import { checkParts, commandOptions } from '../../../tools/dev/command_options.ts'
import { ensureContainerTools } from '../../../tools/dev/container_tools.ts'
import { describeTrial, faults } from './report.ts'
import { LARGE_SETS } from './sets.ts'
import { trySet } from './try_set.ts'

/** Locks, builds, loads and starts images of large sets of wheels; downloads gigabytes. */
async function main(): Promise<void> {
  const { only } = commandOptions({
    command: 'npm run test:python',
    description: 'Locks, builds and starts images of large sets of wheels; downloads gigabytes.',
    options: { only: { type: 'string', multiple: true } },
  })
  const names = LARGE_SETS.map(({ name }) => name)
  checkParts('npm run test:python', 'only', only ?? [], names)
  const chosen = LARGE_SETS.filter(({ name }) => only?.includes(name) ?? true)
  await ensureContainerTools()
  let failed = 0
  for (const set of chosen) {
    const trial = await trySet(set)
    process.stdout.write(`${describeTrial(set, trial)}\n`)
    if (faults(set, trial).length > 0) failed++
  }
  process.stdout.write(`${chosen.length - failed} passed, ${failed} failed\n`)
  process.exitCode = failed === 0 ? 0 : 1
}

if (import.meta.main) await main()

import { parseArgs } from 'node:util'
import { ensureContainerTools } from '../../tools/dev/container_tools.ts'
import { describeTrial } from './report.ts'
import { LARGE_SETS } from './sets.ts'
import { trySet } from './try_set.ts'

/** Fetches, builds, loads and opens the large sets of accelerators' libraries; downloads gigabytes. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } })
  const { only } = values
  const chosen = LARGE_SETS.filter(({ name }) => only?.includes(name) ?? true)
  if (chosen.length === 0) {
    throw new Error(
      `No set is called so; there are ${LARGE_SETS.map(({ name }) => name).join(', ')}`,
    )
  }
  await ensureContainerTools()
  let wrong = 0
  for (const set of chosen) {
    const trial = await trySet(set)
    process.stdout.write(`${describeTrial(set, trial)}\n`)
    if (trial.failed.length > 0 || trial.opened === 0) wrong++
  }
  process.stdout.write(`runtimes: ${chosen.length} sets, ${wrong} wrong\n`)
  process.exitCode = wrong === 0 ? 0 : 1
}

if (import.meta.main) await main()

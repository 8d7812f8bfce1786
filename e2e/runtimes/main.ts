import { checkParts, commandOptions } from '../../tools/dev/command_options.ts'
import { ensureContainerTools } from '../../tools/dev/container_tools.ts'
import { MNIST, tryMnist } from './mnist.ts'
import { describeTrial } from './report.ts'
import { LARGE_SETS } from './sets.ts'
import { trySet } from './try_set.ts'

/** Fetches, builds, loads and opens the large sets of accelerators' libraries; downloads gigabytes. */
async function main(): Promise<void> {
  const { only } = commandOptions({
    command: 'npm run test:runtimes',
    description:
      "Fetches, builds, loads and opens large sets of accelerators' libraries; downloads gigabytes.",
    options: { only: { type: 'string', multiple: true } },
  })
  const sets = [...LARGE_SETS.map(({ name }) => name), MNIST]
  checkParts('npm run test:runtimes', 'only', only ?? [], sets)
  const chosen = LARGE_SETS.filter(({ name }) => only?.includes(name) ?? true)
  const isMnistChosen = only?.includes(MNIST) ?? true
  await ensureContainerTools()
  let wrong = 0
  for (const set of chosen) {
    const trial = await trySet(set)
    process.stdout.write(`${describeTrial(set, trial)}\n`)
    if (trial.failed.length > 0 || trial.opened === 0) wrong++
  }
  if (isMnistChosen) {
    const { said, missing } = await tryMnist()
    const lines = [...said, ...missing.map((name) => `FAILED: no word of ${name}`)]
    process.stdout.write(`${MNIST}:\n${lines.map((line) => `  ${line}\n`).join('')}\n`)
    if (missing.length > 0) wrong++
  }
  process.stdout.write(
    `runtimes: ${chosen.length + (isMnistChosen ? 1 : 0)} sets, ${wrong} wrong\n`,
  )
  process.exitCode = wrong === 0 ? 0 : 1
}

if (import.meta.main) await main()

import { checkParts, commandOptions } from '../../tools/dev/command_options.ts'
import { allTrials, runTrials } from './campaign.ts'
import type { Outcome } from './outcome.ts'
import { complaints, outcomeTable, summaryLine } from './outcome.ts'
import { ALL_KILLABLE, runKills } from './kills.ts'
import { startLoads } from './load_scenario.ts'
import type { Scenario } from './scenario.ts'
import { startTransfers } from './transfers.ts'

const KINDS = ['transfers', 'loads', 'kills'] as const

/** Breaks pushes, pulls and loads in every way at every request, kills them, and says what became of it. */
async function main(): Promise<void> {
  const values = commandOptions({
    command: 'npm run faults',
    description: 'Breaks pushes, pulls and loads in every way at every request, and kills them.',
    options: {
      seed: { type: 'string', default: '1' },
      only: { type: 'string', multiple: true, default: [...KINDS] },
    },
  })
  checkParts('npm run faults', 'only', values.only, KINDS)
  const seed = Number(values.seed)
  const began = Date.now()
  const outcomes: Outcome[] = []
  if (values.only.includes('transfers'))
    outcomes.push(...(await runScenarios(startTransfers, seed)))
  if (values.only.includes('loads')) outcomes.push(...(await runScenarios(startLoads, seed)))
  if (values.only.includes('kills')) {
    outcomes.push(...(await runKills(ALL_KILLABLE, { share: 1, seed }, note)))
  }
  process.stdout.write(`${outcomeTable(outcomes)}\n\n`)
  for (const complaint of complaints(outcomes)) process.stdout.write(`${complaint}\n`)
  const seconds = Math.round((Date.now() - began) / 1000)
  process.stdout.write(`seed ${seed}, ${seconds} s\n${summaryLine(outcomes)}\n`)
  process.exitCode = complaints(outcomes).length === 0 ? 0 : 1
}

/** Tells of what is wrong as soon as it is known. */
function note(outcome: Outcome): void {
  for (const complaint of complaints([outcome])) process.stderr.write(`${complaint}\n`)
}

async function runScenarios(
  start: () => Promise<readonly Scenario[]>,
  seed: number,
): Promise<readonly Outcome[]> {
  const scenarios = await start()
  try {
    return await runTrials(allTrials(scenarios, seed), note)
  } finally {
    for (const scenario of scenarios) await scenario[Symbol.asyncDispose]()
  }
}

if (import.meta.main) void main()

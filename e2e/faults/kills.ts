import { join } from 'node:path'
import { Random } from '../../bench/data/random.ts'
import { bundleRt } from '../../bench/program/rt.ts'
import { mapInParallel } from '../../tools/node/parallel.ts'
import { tempDir } from '../../tools/testing/temp_dir.ts'
import type { KillScenario, StartKillable } from './kill_scenario.ts'
import { killOnce, measureRun } from './kill_scenario.ts'
import { loadsIntoDocker, loadsIntoPodman } from './killable_loads.ts'
import {
  pullsFromCrane,
  pullsFromDockerRegistry,
  pushesToCrane,
  pushesToDockerRegistry,
} from './killable_transfers.ts'
import { LARGE_IMAGE, storeImage } from './large_image.ts'
import type { Outcome } from './outcome.ts'

/** One of each kind of command, with what starts quickly. */
export const SOME_KILLABLE: readonly StartKillable[] = [
  pushesToDockerRegistry,
  pullsFromDockerRegistry,
  loadsIntoPodman,
]

/** The commands that are killed. */
export const ALL_KILLABLE: readonly StartKillable[] = [
  ...SOME_KILLABLE,
  pushesToCrane,
  pullsFromCrane,
  loadsIntoDocker,
]

/**
 * Kills each command of rt at random moments.
 *
 * @param share of the times that each command is to be killed; at most 1
 */
export async function runKills(
  killable: readonly StartKillable[],
  { share, seed }: { readonly share: number; readonly seed: number },
  onOutcome: (outcome: Outcome) => void = () => undefined,
): Promise<readonly Outcome[]> {
  await using directory = await tempDir()
  const layout = join(directory.path, 'layout')
  await storeImage(LARGE_IMAGE, layout)
  const rt = await bundleRt(directory.path)
  const env = { ...process.env, HOME: directory.path }
  const outcomes: Outcome[] = []
  for (const start of killable) {
    await using scenario = await start({ rt, layout, env })
    outcomes.push(...(await killMany(scenario, share, new Random(seed), onOutcome)))
  }
  return outcomes
}

async function killMany(
  scenario: KillScenario,
  share: number,
  random: Random,
  onOutcome: (outcome: Outcome) => void,
): Promise<readonly Outcome[]> {
  const duration = await measureRun(scenario)
  const length = Math.ceil(scenario.times * share)
  const moments = Array.from({ length }, () => random.fraction() * duration)
  return mapInParallel(moments, scenario.atOnce, async (after, number) => {
    const verdict = await killOnce(scenario, number, after)
    const where = `after ${after.toFixed(0)} ms`
    const outcome = { work: scenario.work, fault: 'kill -9', where, verdict }
    onOutcome(outcome)
    return outcome
  })
}

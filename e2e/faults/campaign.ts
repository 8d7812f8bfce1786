import { Random } from '../../bench/data/random.ts'
import { mapInParallel } from '../../tools/node/parallel.ts'
import type { FaultKind } from './fault_kinds.ts'
import type { Outcome } from './outcome.ts'
import { judge, RECOVERED, wrong } from './outcome.ts'
import type { Scenario } from './scenario.ts'

/** One disturbance that is to be tried. */
export interface Trial {
  readonly scenario: Scenario
  readonly kind: FaultKind
  /** The request that is broken, from 1. */
  readonly k: number
  /** At least 0 and below 1. */
  readonly random: number
}

/** Every request of every work, broken in every way. */
export function allTrials(scenarios: readonly Scenario[], seed: number): readonly Trial[] {
  const random = new Random(seed)
  return scenarios.flatMap((scenario) =>
    scenario.kinds.flatMap((kind) =>
      Array.from({ length: scenario.requests }, (_, index) => ({
        ...{ scenario, kind, k: index + 1 },
        random: random.fraction(),
      })),
    ),
  )
}

/** A sample: for every work and every way, so many requests. */
export function someTrials(trials: readonly Trial[], each: number, seed: number): readonly Trial[] {
  const random = new Random(seed)
  const groups = Map.groupBy(trials, ({ scenario, kind }) => `${scenario.work}\t${kind.title}`)
  return [...groups.values()].flatMap((group) =>
    Array.from({ length: each }, () => group[Math.floor(random.fraction() * group.length)]).filter(
      (trial) => trial !== undefined,
    ),
  )
}

/** Trials wait more than they work. */
const AT_ONCE = 8

/** Tries all, and checks in the end what has come together in the registries. */
export async function runTrials(
  trials: readonly Trial[],
  onOutcome: (outcome: Outcome) => void = () => undefined,
): Promise<readonly Outcome[]> {
  const outcomes = await mapInParallel(trials, AT_ONCE, async (trial) => {
    const { scenario, kind, k, random } = trial
    const verdict = await scenario.disturb(kind, k, random)
    if (verdict === undefined) return []
    const outcome = { work: scenario.work, fault: kind.title, where: `request ${k}`, verdict }
    onOutcome(outcome)
    return [outcome]
  })
  const sweeps = [...new Set(trials.map(({ scenario }) => scenario))].map(sweep)
  return [...outcomes.flat(), ...(await Promise.all(sweeps)).flat()]
}

async function sweep({ work, sweep }: Scenario): Promise<readonly Outcome[]> {
  if (sweep === undefined) return []
  const verdict = await judge(async () => {
    await sweep()
    return RECOVERED
  })
  return verdict.kind === 'wrong'
    ? [{ work, fault: 'what is left', where: 'in the end', verdict: wrong(verdict.problem) }]
    : []
}

import { messageOf } from './message.ts'
import { median } from './statistics.ts'
import type { Sample } from './command.ts'

/** One way of doing a figure's job. */
export interface Contender {
  readonly name: string
  /** Does the job once; only the job itself is inside the sample. */
  run(): Promise<Observation>
}

/** A sample, and what else a figure wants to know of that run: bytes sent, requests, sizes. */
export interface Observation extends Sample {
  readonly counts?: Readonly<Record<string, number>>
}

/** All runs of one contender, in the order of the rounds. */
export interface Series {
  readonly name: string
  readonly observations: readonly Observation[]
}

/** What came of the rounds: who ran, and who could not and why. */
export interface Rounds {
  readonly series: readonly Series[]
  readonly failed: readonly string[]
}

/**
 * Runs everybody once a round, in the same order: A B C, A B C. So what slows the machine down for a
 * while hits all of them, and ratios are taken within a round. A contender that fails once is out;
 * `required`, the one that is being judged, must not fail.
 */
export async function runRounds(
  rounds: number,
  contenders: readonly Contender[],
  required: string,
): Promise<Rounds> {
  const taken = new Map<string, Observation[]>(contenders.map(({ name }) => [name, []]))
  const failed: string[] = []
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) {
      const observations = taken.get(contender.name)
      if (observations === undefined) continue
      try {
        observations.push(await contender.run())
      } catch (error) {
        if (contender.name === required) throw error
        taken.delete(contender.name)
        failed.push(`${contender.name}: ${messageOf(error)}`)
      }
    }
  }
  const series = [...taken].map(([name, observations]) => ({ name, observations }))
  return { series, failed }
}

/** What is read off an observation, such as its wall seconds. */
export type Measure = (observation: Observation) => number

/** Reads one of an observation's own counts; NaN where it has none of that name. */
export function count(name: string): Measure {
  return (observation) => observation.counts?.[name] ?? NaN
}

/** The median of a measure over all rounds. */
export function typical(series: Series, measure: Measure): number {
  return median(series.observations.map(measure))
}

/** The median over the rounds of `measure` of one contender divided by that of another. */
export function ratio(above: Series, below: Series, measure: Measure): number {
  return median(
    above.observations.flatMap((observation, round) => {
      const other = below.observations[round]
      return other === undefined ? [] : [measure(observation) / measure(other)]
    }),
  )
}

/** The series of that name; throws an Error where there is none. */
export function named(rounds: Rounds, name: string): Series {
  const found = rounds.series.find((series) => series.name === name)
  if (found === undefined) throw new Error(`Cannot find a series of "${name}"`)
  return found
}

/** Everybody but that one. */
export function others(rounds: Rounds, name: string): readonly Series[] {
  return rounds.series.filter((series) => series.name !== name)
}

/** A number for each of the series, by name. */
export function each(
  series: readonly Series[],
  number: (series: Series) => number,
): Readonly<Record<string, number>> {
  return Object.fromEntries(series.map((one) => [one.name, number(one)]))
}

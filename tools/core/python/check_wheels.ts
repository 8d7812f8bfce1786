import type { Failure } from '../failure.ts'
import { parseWheelName } from '../packages/wheel_name.ts'
import type { Environment } from './environment.ts'
import type { InstalledWheel } from './overlaps.ts'
import { findOverlaps, nameOf } from './overlaps.ts'
import type { PythonTarget } from './wheel_tags.ts'
import { misfit, rankedTags, wheelRank } from './wheel_tags.ts'

/** What the wheels of an image must be good for. */
export interface WheelDemands {
  readonly environment: Environment
  readonly target: PythonTarget
  /** Name of the program that the image starts, where that is one of a wheel. */
  readonly script: string | undefined
}

/** Everything that keeps wheels from being installed in one environment of an image; empty where all is well. */
export function checkWheels(
  wheels: readonly InstalledWheel[],
  { environment, target, script }: WheelDemands,
): readonly Failure[] {
  const overlaps = findOverlaps(wheels)
  return [
    ...misfits(wheels, target),
    ...(overlaps?.topic === 'several'
      ? overlaps.failures
      : overlaps === undefined
        ? []
        : [overlaps]),
    ...(script === undefined ? [] : unknownScript(wheels, `${environment.prefix}/bin/`, script)),
  ]
}

function* misfits(wheels: readonly InstalledWheel[], target: PythonTarget): Generator<Failure> {
  const tags = rankedTags(target)
  for (const { wheel } of wheels) {
    const file = nameOf(wheel)
    const name = parseWheelName(file)
    if (name !== undefined && wheelRank(name, tags) === undefined)
      yield { topic: 'python', reason: 'unfit-wheel', file, problem: misfit(name, target) }
  }
}

function unknownScript(
  wheels: readonly InstalledWheel[],
  bin: string,
  script: string,
): readonly Failure[] {
  const known = wheels.flatMap(({ files }) =>
    files.filter(({ path }) => path.startsWith(bin)).map(({ path }) => path.slice(bin.length)),
  )
  if (known.includes(script)) return []
  return [{ topic: 'python', reason: 'unknown-script', script, known: known.sort() }]
}

import type { PipFailure } from './pip_failure.ts'
import { bestWheel } from './best_wheel.ts'
import { parseWheelName } from '../packages/wheel_name.ts'
import { normalizedName } from './requirement.ts'
import type { OwnWheel, WantedWheels } from './wanted_wheels.ts'

/** What the wheels of one's own ask of an architecture: requirements in the words of pip. */
export function ownRequirements(wanted: WantedWheels, architecture: string): readonly string[] {
  const fitting = new Map<string, string>()
  for (const wheel of wanted.wheels) {
    const name = parseWheelName(wheel.file)
    if (name === undefined) continue
    const key = normalizedName(name.name)
    const address = `${key} @ file://${encodeURI(wheel.path)}`
    if (fits(wheel, wanted, architecture)) fitting.set(key, address)
    // One for another machine says which version it is here, from an index.
    else if (!fitting.has(key)) fitting.set(key, `${key}==${name.version}`)
  }
  return [...fitting.values()]
}

/** Wheels that nothing can use, and two for one name and machine. */
export function ownWheelFailures(wanted: WantedWheels): readonly PipFailure[] {
  const topic = 'pip'
  return [
    ...wanted.wheels.flatMap((wheel): readonly PipFailure[] => {
      const { file } = wheel
      const problem = problemOf(wheel, wanted)
      return problem === undefined ? [] : [{ topic, reason: 'own-wheel', file, problem }]
    }),
    ...clashes(wanted).map(([name, files]): PipFailure => {
      return { topic, reason: 'two-wheels', name, files }
    }),
  ]
}

function problemOf(wheel: OwnWheel, wanted: WantedWheels): string | undefined {
  if (parseWheelName(wheel.file) === undefined) return 'its name is not that of a wheel'
  if (wanted.architectures.some((each) => fits(wheel, wanted, each))) return undefined
  return `its tags do not fit Python ${wanted.python} with glibc ${wanted.glibc} on ${wanted.architectures.join(' or ')}`
}

function clashes(wanted: WantedWheels): readonly (readonly [string, readonly string[]])[] {
  const found = new Map<string, readonly string[]>()
  for (const architecture of wanted.architectures) {
    const byName = new Map<string, string[]>()
    for (const wheel of wanted.wheels.filter((each) => fits(each, wanted, architecture))) {
      const name = normalizedName(parseWheelName(wheel.file)?.name ?? '')
      byName.set(name, [...(byName.get(name) ?? []), wheel.file])
    }
    for (const [name, files] of byName) if (files.length > 1) found.set(name, files)
  }
  return [...found]
}

function fits(wheel: OwnWheel, { python, glibc }: WantedWheels, architecture: string): boolean {
  return bestWheel([wheel], { python, glibc, architecture }) !== undefined
}

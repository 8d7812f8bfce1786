import { Mistakes } from '../../../core/document/mistakes.ts'
import { ExpectedFailure, together } from '../../../core/failure.ts'
import type { GivenEnvironment } from '../../../core/packager/conda_environment.ts'
import type { ServicePart } from '../../../core/packager/service.ts'
import { serviceConflicts } from '../../../core/packager/service.ts'
import { printRequirement } from '../../../core/python/requirement.ts'
import { parseRequirementsFile } from '../../../core/python/requirements_file.ts'
import { readTextFile, writeTextFile } from '../../../node/layer/text_file.ts'
import { openWheels } from '../../../node/python/unpacked_wheels.ts'

/** What `rt pack service` is asked to do. */
export interface ServiceRequest {
  /** What people call the service. */
  readonly name: string
  /** A requirements file: what the service needs. */
  readonly requirements: string
  /** Report to write. */
  readonly out: string
  /** Paths of the service's .whl files. */
  readonly wheels: readonly string[]
  /** What the model has; undefined where there is no Python to speak of. */
  readonly environment: GivenEnvironment | undefined
}

/**
 * Checks that a service, and each of its wheels, works with what a model has in place of wheels of the service.
 *
 * @throws ExpectedFailure naming both sides of each conflict
 */
export function checkService(request: ServiceRequest): void {
  const { name, out, environment } = request
  const parts = [{ name, requirements: readRequirements(request) }, ...readWheels(request)]
  if (environment !== undefined) {
    const { wheels: model, python, architecture } = environment
    const [first, ...rest] = serviceConflicts(parts, { model, python, architecture })
    if (first !== undefined) throw new ExpectedFailure(together(first, rest))
  }
  writeTextFile(out, parts.map((part) => `${part.name}\n`).join(''))
}

function readRequirements({ requirements: file }: ServiceRequest): readonly string[] {
  const mistakes = new Mistakes()
  const lines = parseRequirementsFile(readTextFile(file), file, mistakes)
  mistakes.throwIfAny()
  return lines.flatMap((line) =>
    line.kind === 'requirement' ? [printRequirement(line.requirement)] : [],
  )
}

function readWheels({ wheels }: ServiceRequest): readonly ServicePart[] {
  using stack = new DisposableStack()
  return openWheels(wheels, stack).map(({ wheel: { name, version, requirements } }) => ({
    name: `${name} ${version}`,
    requirements,
  }))
}

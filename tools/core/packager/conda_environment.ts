import { satisfies } from '@renovatebot/pep440'
import type { Mistakes } from '../document/mistakes.ts'
import type { DocumentNode, ListNode } from '../document/node.ts'
import { present } from '../document/read.ts'
import { parseYaml } from '../document/yaml.ts'
import { readDependencies } from '../python/conda.ts'
import { markerHolds, parseMarker } from '../python/marker.ts'
import type { RequiredLine } from '../python/requirements_file.ts'

/** The Python environment that an image gives a model. */
export interface GivenEnvironment {
  /** Such as `3.11.2`, or `3.11` where no more is known. */
  readonly python: string
  /** A GOARCH name. */
  readonly architecture: string
  /** Versions of distributions that are there, by their normalised names. */
  readonly wheels: ReadonlyMap<string, string>
}

/** Checks that the environment that a model wants is the one that it gets: the Python, and each package. */
export function checkConda(
  file: string,
  text: string,
  given: GivenEnvironment,
  mistakes: Mistakes,
): void {
  const [document] = parseYaml(file, text, mistakes)
  const dependencies = document?.kind === 'map' ? present(document, 'dependencies') : undefined
  if (dependencies?.kind !== 'list') return
  for (const item of dependencies.items) checkPython(item, given.python, mistakes)
  const packages: ListNode = {
    ...dependencies,
    items: dependencies.items.filter((item) => pythonOf(item) === undefined),
  }
  for (const line of readDependencies(packages, given.python, mistakes))
    if (line.kind === 'requirement') checkRequirement(line, given, mistakes)
}

function checkPython(item: DocumentNode, version: string, mistakes: Mistakes): void {
  const wanted = pythonOf(item)
  if (wanted === undefined || wanted.every((clause) => fits(version, clause))) return
  mistakes.add(
    item.at,
    `the model wants Python ${wanted.join(',')}, and the image has ${version}`,
    { fix: 'give the rule the interpreter of that version, or correct the environment' },
  )
}

function checkRequirement(
  { requirement: { name, specifier, marker }, at }: RequiredLine,
  { wheels, python, architecture }: GivenEnvironment,
  mistakes: Mistakes,
): void {
  const condition = marker === undefined ? undefined : parseMarker(marker)
  if (condition?.ok === true && !markerHolds(condition.value, { python, architecture })) return
  const version = wheels.get(name)
  if (version === undefined) {
    mistakes.add(at, `the model wants ${name}${specifier}, and wheels has none`, {
      fix: `name its wheel in wheels: pip.install(conda = "...") locks all that ${at.file} lists`,
    })
  } else if (specifier !== '' && !satisfies(version, specifier, { prereleases: true }))
    mistakes.add(at, `the model wants ${name}${specifier}, and wheels has ${name} ${version}`, {
      fix: 'lock again, by bazel run of the :lock target, or correct the environment',
    })
}

/** The clauses of `python=3.9`, `python >=3.8,<3.12` and so on; undefined for another package. */
function pythonOf(item: DocumentNode): readonly string[] | undefined {
  const text = item.kind === 'text' ? item.value : ''
  const clauses = /^(?:[\w-]+::)?python(?![\w.-])\s*(.*)$/.exec(text.trim())?.[1]
  return clauses?.split(',').map((clause) => clause.trim())
}

const CLAUSE = /^(==|=|>=|<=|>|<|!=|~=)?\s*([0-9]+(?:\.[0-9]+)*)(?:\.?\*)?(?:[= ].*)?$/

/** Whether a version meets a clause, as far as both are known. */
function fits(version: string, clause: string): boolean {
  const [, operator = '=', bound] = CLAUSE.exec(clause) ?? []
  if (bound === undefined) return true
  const known = version.split('.').map(Number)
  const limit = bound.split('.').map(Number)
  const order = compare(known, limit)
  switch (operator) {
    case '>=':
      return order >= 0
    case '~=':
      return order >= 0 && compare(known, limit.slice(0, -1)) === 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0 || known.length < limit.length
    case '<':
      return order < 0
    case '!=':
      return order !== 0 || known.length < limit.length
    default:
      return order === 0
  }
}

/** By the parts that both have. */
function compare(one: readonly number[], other: readonly number[]): number {
  for (const [index, part] of other.entries()) {
    const difference = (one[index] ?? part) - part
    if (difference !== 0) return difference
  }
  return 0
}

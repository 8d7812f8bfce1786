import type { Mistakes } from '../document/mistakes.ts'
import type { DocumentNode } from '../document/node.ts'
import { present } from '../document/read.ts'
import { parseYaml } from '../document/yaml.ts'

/**
 * Checks that the environment of a model wants the Python that the image has.
 *
 * @param version such as `3.11.2`, or `3.11` where no more is known
 */
export function checkCondaPython(
  file: string,
  text: string,
  version: string,
  mistakes: Mistakes,
): void {
  const [document] = parseYaml(file, text, mistakes)
  const dependencies = document?.kind === 'map' ? present(document, 'dependencies') : undefined
  if (dependencies?.kind !== 'list') return
  for (const item of dependencies.items) {
    const wanted = pythonOf(item)
    if (wanted === undefined || wanted.every((clause) => fits(version, clause))) continue
    mistakes.add(
      item.at,
      `the model wants Python ${wanted.join(',')}, and the image has ${version}`,
      {
        fix: 'give the rule the interpreter of that version, or correct the environment',
      },
    )
  }
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

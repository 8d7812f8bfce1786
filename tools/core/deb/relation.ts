import { compareVersions } from './version.ts'

/** How a version must compare with another one (deb-control(5), "Depends"). */
export type VersionOperator = '<<' | '<=' | '=' | '>=' | '>>'

/** One package that is asked for, in any version or in some. */
export interface Relation {
  readonly name: string
  readonly operator?: VersionOperator
  /** Present together with the operator. */
  readonly version?: string
}

/** A need that any one of these fulfils; the first is preferred. */
export type Alternatives = readonly Relation[]

const RELATION =
  /^([a-z0-9][a-z0-9+.-]*)(?::[a-z0-9-]+)?(?:\s*\(\s*(<<|<=|=|>=|>>|<|>)\s*([A-Za-z0-9][^\s)]*)\s*\))?$/

/**
 * Reads the value of a field such as Depends: `libc6 (>= 2.36), debconf (>= 0.5) | debconf-2.0`.
 * Qualifiers of architectures, such as `:any`, do not count: a layer has one architecture. What cannot be
 * read is left out.
 */
export function parseRelations(value: string): readonly Alternatives[] {
  return value
    .split(',')
    .map((need) => need.split('|').flatMap((text) => parseRelation(text.trim()) ?? []))
    .filter((alternatives) => alternatives.length > 0)
}

/** Reads one relation, such as `libc6 (>= 2.36)`; undefined when it is none. */
export function parseRelation(text: string): Relation | undefined {
  const match = RELATION.exec(text)
  if (match === null) return undefined
  const [, name = '', operator, version] = match
  if (operator === undefined || version === undefined) return { name }
  return { name, operator: operatorOf(operator), version }
}

/** `<` and `>` are old ways to say `<=` and `>=`. */
function operatorOf(text: string): VersionOperator {
  switch (text) {
    case '<':
    case '<=':
      return '<='
    case '>':
    case '>=':
      return '>='
    case '<<':
    case '>>':
      return text
    default:
      return '='
  }
}

/** Writes a relation as control files do. */
export function printRelation({ name, operator, version }: Relation): string {
  return operator === undefined ? name : `${name} (${operator} ${version ?? ''})`
}

/** Whether a version is one that a relation asks for. */
export function admitsVersion({ operator, version }: Relation, candidate: string): boolean {
  if (operator === undefined || version === undefined) return true
  const order = compareVersions(candidate, version)
  switch (operator) {
    case '<<':
      return order < 0
    case '<=':
      return order <= 0
    case '=':
      return order === 0
    case '>=':
      return order >= 0
    case '>>':
      return order > 0
  }
}

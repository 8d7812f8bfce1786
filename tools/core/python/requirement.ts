import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { parseMarker } from './marker.ts'

/**
 * What somebody needs of a distribution.
 *
 * Source: Python packaging specification, "Dependency specifiers" (PEP 508).
 */
export interface Requirement {
  /** As {@link normalizedName} writes it. */
  readonly name: string
  /** Normalised and sorted. */
  readonly extras: readonly string[]
  /** Such as ">=1.0,<2", without spaces; empty for any version. */
  readonly specifier: string
  /** Where it is to be taken from, instead of an index. */
  readonly url?: string
  /** Such as `python_version < "3.9"`, as it was written. */
  readonly marker?: string
}

const NAME = /^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?/
const CLAUSE = /^(?:===|==|~=|!=|<=|>=|<|>)\s*[\w.!+*-]+$/

/** The name of a distribution as indexes compare it: "Scikit_Learn" is "scikit-learn". */
export function normalizedName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-')
}

/** Reads one requirement; the failure is a clause that says what is wrong. */
export function parseRequirement(text: string): Result<Requirement, string> {
  const [name] = NAME.exec(text) ?? []
  if (name === undefined) return err('it does not start with a name')
  const rest = text.slice(name.length).trimStart()
  const [, listed = '', after = ''] = /^\[([^\]]*)\]\s*(.*)$/su.exec(rest) ?? ['', '', rest]
  const extras = listed.split(',').map((extra) => extra.trim())
  const named = extras.filter((extra) => extra !== '')
  const wrong = named.find((extra) => NAME.exec(extra)?.[0] !== extra)
  if (wrong !== undefined) return err(`"${wrong}" is not the name of an extra`)
  const identity = {
    name: normalizedName(name),
    extras: [...new Set(named.map(normalizedName))].sort(),
  }
  return after.startsWith('@')
    ? withUrl(identity, after.slice(1).trim())
    : withVersions(identity, after)
}

type Identity = Pick<Requirement, 'name' | 'extras'>

function withUrl(identity: Identity, text: string): Result<Requirement, string> {
  const [url = '', marker] = text.split(/\s+;\s*/, 2)
  return withMarker({ ...identity, specifier: '', url }, marker)
}

function withVersions(identity: Identity, text: string): Result<Requirement, string> {
  const at = text.indexOf(';')
  const versions = (at < 0 ? text : text.slice(0, at)).trim().replace(/^\((.*)\)$/su, '$1')
  const marker = at < 0 ? undefined : text.slice(at + 1)
  const clauses = versions.split(',').map((clause) => clause.trim())
  const given = clauses.filter((clause) => clause !== '')
  const wrong = given.find((clause) => !CLAUSE.test(clause))
  if (wrong !== undefined) return err(`"${wrong}" is not a condition on a version`)
  const specifier = given.map((clause) => clause.replaceAll(/\s+/g, '')).join(',')
  return withMarker({ ...identity, specifier }, marker)
}

function withMarker(
  requirement: Requirement,
  text: string | undefined,
): Result<Requirement, string> {
  const marker = text?.trim() ?? ''
  if (text === undefined) return ok(requirement)
  const parsed = parseMarker(marker)
  return parsed.ok ? ok({ ...requirement, marker }) : parsed
}

/** Writes a requirement so that equal ones are equal texts. */
export function printRequirement({ name, extras, specifier, url, marker }: Requirement): string {
  const options = extras.length === 0 ? '' : `[${extras.join(',')}]`
  const source = url === undefined ? specifier : ` @ ${url}`
  return name + options + source + (marker === undefined ? '' : ` ; ${marker}`)
}

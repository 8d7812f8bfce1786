import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'

/** Names an item of a store: `NAME:VERSION`. */
export interface Tag {
  readonly name: string
  readonly version: string
}

/** A tag as people write it: without a version, or with `latest`, the newest is meant. */
export interface WrittenTag {
  readonly name: string
  /** Undefined for the newest. */
  readonly version: string | undefined
}

const PART = /^[a-z0-9](?:[-._a-z0-9]*[a-z0-9])?$/
const MAX_PART_LENGTH = 63

/** The version that stands for the newest one. */
export const LATEST = 'latest'

/** Parses `NAME[:VERSION]`; upper case is put into lower case, as BentoML does. */
export function parseTag(text: string): Result<WrittenTag, string> {
  const [name = '', version, ...rest] = text.toLowerCase().split(':')
  if (rest.length > 0) return err('it has more than one ":"')
  const problem =
    partProblem('name', name) ??
    (version === undefined ? undefined : partProblem('version', version))
  if (problem !== undefined) return err(problem)
  return ok({ name, version: version === LATEST ? undefined : version })
}

/** Why a text cannot be a name or a version; undefined when it can. */
export function partProblem(what: 'name' | 'version', part: string): string | undefined {
  if (part === '') return `its ${what} is empty`
  if (part.length > MAX_PART_LENGTH) {
    return `its ${what} has ${part.length} characters, more than ${MAX_PART_LENGTH}`
  }
  return PART.test(part)
    ? undefined
    : `its ${what} must consist of a-z, 0-9, "-", "_" and ".", with a letter or digit at either end`
}

/** `NAME:VERSION`. */
export function formatTag({ name, version }: Tag): string {
  return `${name}:${version}`
}

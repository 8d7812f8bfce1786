import { parseCount } from '../core/arguments/count.ts'
import type { Failure } from '../core/failure.ts'
import { ExpectedFailure } from '../core/failure.ts'
import type { WantedPlatform } from '../core/oci/choose_platform.ts'
import type { Result } from '../core/result.ts'

/** Collects the values of a repeatable option. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}

/**
 * Reads a whole number.
 *
 * @throws ExpectedFailure for anything else, and for less than `least`
 */
export function readCount(option: string, value: string, least: number): number {
  return accept(parseCount(option, value, least))
}

/** Reads the whole numbers from 1 on of an option, as commander wants it. */
export function count(option: string): (value: string) => number {
  return (value) => readCount(option, value, 1)
}

/** What is right; throws what is not. */
export function accept<T>(result: Result<T, Failure>): T {
  if (!result.ok) throw new ExpectedFailure(result.failure)
  return result.value
}

/**
 * Reads an option that has a few values.
 *
 * @throws ExpectedFailure for any other value, naming those
 */
export function oneOf<T extends string>(option: string, value: string, accepted: readonly T[]): T {
  const found = accepted.find((each) => each === value)
  if (found === undefined) throw invalidValue(option, value, accepted.join(', '))
  return found
}

/**
 * Reads `OS/ARCHITECTURE[/VARIANT]`.
 *
 * @throws ExpectedFailure for anything else
 */
export function platformOption(option: string, value: string): WantedPlatform {
  const [os, architecture, variant, ...more] = value.split('/')
  if (!os || !architecture || variant === '' || more.length > 0)
    throw invalidValue(option, value, 'OS/ARCHITECTURE[/VARIANT], such as "linux/amd64"')
  return { os, architecture, ...(variant !== undefined && { variant }) }
}

/** The failure of an option that has a wrong value. */
export function invalidValue(option: string, value: string, accepted: string): ExpectedFailure {
  return new ExpectedFailure({
    topic: 'argument',
    reason: 'invalid-value',
    option,
    value,
    accepted,
  })
}

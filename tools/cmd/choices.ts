import { ExpectedFailure } from '../core/failure.ts'
import type { WantedPlatform } from '../core/oci/choose_platform.ts'

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

/** The failure of an option whose value is none. */
export function invalidValue(option: string, value: string, accepted: string): ExpectedFailure {
  return new ExpectedFailure({
    topic: 'argument',
    reason: 'invalid-value',
    option,
    value,
    accepted,
  })
}

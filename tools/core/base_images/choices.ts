import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'

/**
 * Holds the values of an option to those that there are. What is wrong is said in the words of the library that
 * BentoML's manager reads its command line with, which people look for.
 */
export function checkChoices(
  option: string,
  values: readonly string[],
  choices: readonly string[],
): Result<undefined, string> {
  const wrong = values.find((value) => !choices.includes(value))
  if (wrong === undefined) return ok(undefined)
  const accepted = choices.map((choice) => `'${choice}'`).join(', ')
  return err(`Invalid value for '--${option}': '${wrong}' is not one of ${accepted}`)
}

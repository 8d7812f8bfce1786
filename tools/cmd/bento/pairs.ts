import { invalidValue } from '../option_values.ts'

/**
 * Reads options of the form KEY=VALUE.
 *
 * @throws ExpectedFailure for one without a key
 */
export function readPairs(
  option: string,
  texts: readonly string[] = [],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=')
      if (at < 1) throw invalidValue(option, text, 'KEY=VALUE')
      return [text.slice(0, at), text.slice(at + 1)]
    }),
  )
}

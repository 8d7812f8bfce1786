/** One error of a registry's answer (distribution-spec, "Error Codes"). */
export interface RegistryError {
  /** Such as `DIGEST_INVALID`; empty where the registry gave none. */
  readonly code: string
  readonly message: string
}

const MAX_TEXT = 300

/** Reads the errors out of the body of an answer; anything else than the specified JSON has none. */
export function parseErrorBody(text: string): readonly RegistryError[] {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    return []
  }
  if (typeof document !== 'object' || document === null || !('errors' in document)) return []
  const { errors } = document
  return Array.isArray(errors) ? errors.flatMap(readError) : []
}

/** Says the errors in one printable line: `DIGEST_INVALID: provided digest did not match`. */
export function describeErrors(errors: readonly RegistryError[]): string {
  return errors
    .map(({ code, message }) => [code, message].filter((text) => text !== '').join(': '))
    .join('; ')
}

function readError(error: unknown): readonly RegistryError[] {
  if (typeof error !== 'object' || error === null) return []
  const fields = error as Readonly<Record<string, unknown>>
  return [{ code: printable(fields['code']), message: printable(fields['message']) }]
}

/** What a server says reaches a terminal: no control characters, not too long. */
function printable(value: unknown): string {
  if (typeof value !== 'string') return ''
  return value.replaceAll(/\p{C}+/gu, ' ').slice(0, MAX_TEXT)
}

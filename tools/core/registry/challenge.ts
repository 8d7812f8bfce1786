/** One challenge of a `WWW-Authenticate` header (RFC 9110, section 11.6.1). */
export interface Challenge {
  /** Lower case, such as `bearer`. */
  readonly scheme: string
  /** Names in lower case, values without their quotes. */
  readonly parameters: Readonly<Record<string, string>>
}

const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y
const TOKEN68 = /[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))/y
const SPACE = /[ \t]*/y
const SEPARATORS = /[ \t,]*/y

/** Reads a text from left to right. */
class Scanner {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  get done(): boolean {
    return this.#at >= this.#text.length
  }

  /** Consumes what a sticky pattern matches here; undefined and no move where it does not match. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    this.#at += found?.length ?? 0
    return found
  }

  /** Tries a reading, and steps back where it gives nothing. */
  attempt<T>(read: () => T | undefined): T | undefined {
    const start = this.#at
    const value = read()
    if (value === undefined) this.#at = start
    return value
  }

  skipCharacter(): void {
    this.#at += 1
  }
}

/**
 * Parses all challenges of a `WWW-Authenticate` header. A header can hold several, with commas both
 * between them and between their parameters; what cannot be read is left out.
 */
export function parseChallenges(header: string): readonly Challenge[] {
  const scanner = new Scanner(header)
  const challenges: Challenge[] = []
  scanner.take(SEPARATORS)
  while (!scanner.done) {
    const scheme = scanner.take(TOKEN)
    if (scheme === undefined) scanner.skipCharacter()
    else challenges.push({ scheme: scheme.toLowerCase(), parameters: takeParameters(scanner) })
    scanner.take(SEPARATORS)
  }
  return challenges
}

/** The parameters after a scheme: everything up to a token that is not followed by `=`. */
function takeParameters(scanner: Scanner): Readonly<Record<string, string>> {
  const parameters: Record<string, string> = {}
  scanner.take(SPACE)
  for (;;) {
    const parameter = scanner.attempt(() => takeParameter(scanner))
    if (parameter === undefined) break
    const [name, value] = parameter
    if (!Object.hasOwn(parameters, name)) define(parameters, name, value)
    scanner.take(SEPARATORS)
  }
  if (Object.keys(parameters).length === 0) scanner.take(TOKEN68)
  return parameters
}

/** Sets an own property whatever its name is, `__proto__` included. */
function define(target: Record<string, string>, name: string, value: string): void {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true })
}

function takeParameter(scanner: Scanner): readonly [string, string] | undefined {
  const name = scanner.take(TOKEN)
  if (name === undefined) return undefined
  scanner.take(SPACE)
  if (scanner.take(/=/y) === undefined) return undefined
  scanner.take(SPACE)
  const value = scanner.take(/"(?:[^"\\]|\\[^])*"/y)
  if (value !== undefined) return [name.toLowerCase(), unquote(value)]
  const plain = scanner.take(/[^\s,"=]+/y)
  return plain === undefined ? undefined : [name.toLowerCase(), plain]
}

function unquote(quoted: string): string {
  return quoted.slice(1, -1).replaceAll(/\\([^])/g, '$1')
}

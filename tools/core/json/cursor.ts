import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { decodeUtf8 } from '../utf8.ts'
import { MAX_JSON_DEPTH, nestsAtMost } from './depth.ts'

/** Where a JSON document differs from what was expected; only {@link decodeJson} sees it. */
class JsonMismatch extends Error {}

/**
 * A place in a JSON document of somebody else's making, read step by step with checks.
 *
 * A step that does not fit stops the reading; {@link decodeJson} turns that into a failure that says
 * where and what was expected, such as `layers[2].size: expected a whole number of 0 or more`.
 */
export class JsonCursor {
  readonly value: unknown
  readonly path: string

  constructor(value: unknown, path: string) {
    this.value = value
    this.path = path
  }

  /** Stops the reading at this place. */
  fail(expectation: string): never {
    throw new JsonMismatch(`${this.path === '' ? 'the document' : this.path}: ${expectation}`)
  }

  /** A field that must be there; `null` counts as absent, as in documents written by Go programs. */
  field(name: string): JsonCursor {
    return this.optional(name) ?? new JsonCursor(undefined, this.pathOf(name)).fail('is missing')
  }

  /** A field that may be absent or `null`. */
  optional(name: string): JsonCursor | undefined {
    const value = this.object()[name]
    return value === undefined || value === null
      ? undefined
      : new JsonCursor(value, this.pathOf(name))
  }

  string(): string {
    return typeof this.value === 'string' ? this.value : this.fail('expected a text')
  }

  boolean(): boolean {
    return typeof this.value === 'boolean' ? this.value : this.fail('expected true or false')
  }

  /** A whole number from 0 to 2^53 - 1: sizes and counts. */
  count(): number {
    const { value } = this
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
      ? value
      : this.fail('expected a whole number of 0 or more')
  }

  object(): Readonly<Record<string, unknown>> {
    return isObject(this.value) ? this.value : this.fail('expected an object')
  }

  list<T>(read: (item: JsonCursor) => T): readonly T[] {
    if (!Array.isArray(this.value)) this.fail('expected a list')
    const items: readonly unknown[] = this.value
    return items.map((item, index) => read(new JsonCursor(item, `${this.path}[${index}]`)))
  }

  /** An object used as a map: every field is read alike. */
  record<T>(read: (item: JsonCursor) => T): Readonly<Record<string, T>> {
    const entries = Object.entries(this.object())
    return Object.fromEntries(
      entries.map(([name, value]) => [name, read(new JsonCursor(value, this.pathOf(name)))]),
    )
  }

  private pathOf(name: string): string {
    const step = /^[\w.-]+$/.test(name) ? name : JSON.stringify(name)
    return this.path === '' ? step : `${this.path}.${step}`
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Reads a parsed JSON value; the failure says what is wrong with it and where. */
export function decodeJson<T>(value: unknown, read: (root: JsonCursor) => T): Result<T, string> {
  try {
    return ok(read(new JsonCursor(value, '')))
  } catch (error) {
    if (error instanceof JsonMismatch) return err(error.message)
    throw error
  }
}

/** Parses and reads the bytes of a JSON document; the failure says what is wrong with it and where. */
export function decodeJsonBytes<T>(
  bytes: Uint8Array,
  read: (root: JsonCursor) => T,
): Result<T, string> {
  const text = decodeUtf8(bytes)
  if (!text.ok) return err('the document: is not UTF-8')
  const value = parseJson(text.value)
  return value.ok ? decodeJson(value.value, read) : err(`the document: ${value.failure}`)
}

function parseJson(text: string): Result<unknown, string> {
  if (!nestsAtMost(text, MAX_JSON_DEPTH)) return err(`nests deeper than ${MAX_JSON_DEPTH} levels`)
  try {
    return ok(JSON.parse(text) as unknown)
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    // It quotes the text, with its line breaks.
    return err(`is not JSON: ${problem.replaceAll(/\s+/g, ' ')}`)
  }
}

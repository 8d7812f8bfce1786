import nunjucks from 'nunjucks'

/** The part of nunjucks through which compiled templates read members, which has no types. */
interface Runtime {
  /** With four arguments, a slice: from `key` to `stop` by `step`, each null where the template has none. */
  memberLookup: (value: unknown, key: unknown, stop?: unknown, step?: unknown) => unknown
}

/** Python's methods of texts that templates of names use, in JavaScript. */
const TEXT_METHODS: Readonly<
  Record<string, (text: string, ...args: (string | undefined)[]) => unknown>
> = {
  capitalize: (text) => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase(),
  endswith: (text, end = '') => text.endsWith(end),
  lower: (text) => text.toLowerCase(),
  lstrip: (text, characters) => strip(text, characters, true, false),
  replace: (text, old = '', fresh = '') => text.split(old).join(fresh),
  rstrip: (text, characters) => strip(text, characters, false, true),
  split: (text, separator) =>
    separator === undefined ? text.trim().split(/\s+/) : text.split(separator),
  startswith: (text, start = '') => text.startsWith(start),
  strip: (text, characters) => strip(text, characters, true, true),
  title: (text) => text.replace(/\p{L}+/gu, (word) => TEXT_METHODS['capitalize']?.(word) as string),
  upper: (text) => text.toUpperCase(),
}

function strip(text: string, characters = ' \t\n\r\f\v', start: boolean, end: boolean): string {
  const all = new Set(characters)
  let from = 0
  let to = text.length
  while (start && from < to && all.has(text[from] ?? '')) from += 1
  while (end && to > from && all.has(text[to - 1] ?? '')) to -= 1
  return text.slice(from, to)
}

let installed = false

/**
 * Makes nunjucks understand what Jinja does and it does not: slices, `True`, and Python's methods of texts. Members
 * of JavaScript's own, such as `constructor`, cannot be reached from a template: with them it could run programs.
 */
export function installJinja(): void {
  if (installed) return
  installed = true
  nunjucks.installJinjaCompat()
  const runtime = nunjucks.runtime as unknown as Runtime
  runtime.memberLookup = (value, key, ...slice) => {
    if (slice.length === 2) return sliceOf(value, key, ...slice)
    if (typeof value === 'string') return memberOfText(value, key)
    if (Array.isArray(value)) return typeof key === 'number' ? value.at(key) : undefined
    if (typeof value !== 'object' || value === null) return undefined
    return Object.hasOwn(value, String(key)) ? Reflect.get(value, String(key)) : undefined
  }
}

/** Python's `value[start:stop:step]` of a text or a list. */
function sliceOf(value: unknown, start: unknown, stop: unknown, step: unknown): unknown {
  if (typeof value !== 'string' && !Array.isArray(value)) return undefined
  const items: readonly unknown[] = Array.from(value)
  const [from, to] = [start, stop].map((bound) => (typeof bound === 'number' ? bound : undefined))
  const stride = typeof step === 'number' && Number.isInteger(step) && step !== 0 ? step : 1
  const forward =
    stride > 0 ? items.slice(from, to) : items.slice(reversed(to), reversed(from)).reverse()
  const taken = forward.filter((_, index) => index % Math.abs(stride) === 0)
  return typeof value === 'string' ? taken.join('') : taken
}

/** The bound of a slice that runs backwards, as one of a slice that runs forwards. */
function reversed(bound: number | undefined): number | undefined {
  return bound === undefined || bound === -1 ? undefined : bound + 1
}

function memberOfText(text: string, key: unknown): unknown {
  if (typeof key === 'number') return text.at(key)
  const name = String(key)
  const method = Object.hasOwn(TEXT_METHODS, name) ? TEXT_METHODS[name] : undefined
  return method === undefined ? undefined : (...args: string[]) => method(text, ...args)
}
